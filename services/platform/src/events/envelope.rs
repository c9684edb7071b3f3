//! The envelope of an event: the attributes of CloudEvents 1.0, with the country and the aggregate's version.

use proto::Event;
use uuid::Uuid;

use crate::{moment, telemetry};

/// One event on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// CloudEvents `id`: unique, and the key of the inbox.
    pub id: Uuid,
    /// Country code, or `network`.
    pub country: String,
    /// The service it came from.
    pub source: String,
    /// CloudEvents `type`: the full name of the message, `aceleracion.registrations.v1.RegistrationSubmitted`.
    pub kind: String,
    /// `noun.fact`.
    pub name: String,
    /// CloudEvents `subject`: the resource name that the fact is about.
    pub subject: String,
    /// The version of the resource after the fact.
    pub version: i64,
    /// When it happened, in milliseconds since 1970.
    pub at: i64,
    /// W3C trace context of the call that caused it.
    pub traceparent: Option<String>,
    /// The message, in protobuf's binary form.
    pub data: Vec<u8>,
}

impl Envelope {
    pub(crate) fn of<T: Event>(event: &T, source: &str, country: &str) -> Self {
        Self {
            id: Uuid::now_v7(),
            country: country.into(),
            source: source.into(),
            kind: T::TYPE.into(),
            name: T::NAME.into(),
            subject: event.subject().into(),
            version: event.version(),
            at: moment::now_milliseconds(),
            traceparent: telemetry::trace_context(),
            data: event.encode_to_vec(),
        }
    }

    /// `do.registration.submitted`
    pub fn routing_key(&self) -> String {
        format!("{}.{}", self.country, self.name)
    }
}
