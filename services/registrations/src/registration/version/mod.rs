//! Versions: what each submission handed in, and what differs between two of them.
//!
//! What always holds: a version is written in the transaction of its submission, and nothing changes it afterwards but the
//! erasure of the person in it.

mod answered;
pub mod compare;
mod difference;
pub mod list;
mod passages;
pub mod rows;
mod words;

use platform::{Error, Result};
use prost::Message;
use prost_reflect::{DeserializeOptions, DynamicMessage, MessageDescriptor, SerializeOptions};
use proto::registrations::v1::Registration;
use serde_json::Value;

/// What the server sets, and nobody hands in. What a version was handed in under is kept with it.
const OF_THE_SERVER: [&str; 17] = [
    "name",
    "etag",
    "create_time",
    "update_time",
    "submit_time",
    "state_time",
    "edition",
    "state",
    "state_reason",
    "merged_into",
    "survivor",
    "blocked",
    "late_until",
    "late_reason",
    "clarification",
    "appeal",
    "appeal_due_time",
];

/// What says under which versions of the edition something was handed in: kept with it, and no words of its applicant.
const HANDED_IN_UNDER: [&str; 2] = ["edition_version", "country_edition_version"];

/// What a registration hands in, by the names of the contract: all its fields but those of the server, so that a new field
/// is in it from its first day.
fn content(registration: &Registration) -> Result<Value> {
    let mut message = reflected(registration)?;
    for field in OF_THE_SERVER {
        message.clear_field_by_name(field);
    }
    let options = SerializeOptions::new().use_proto_field_name(true);
    message.serialize_with_options(serde_json::value::Serializer, &options).map_err(Error::internal)
}

/// The registration as it was handed in, to be looked at field by field.
fn handed_in(content: &Value) -> Result<DynamicMessage> {
    let options = DeserializeOptions::new().deny_unknown_fields(false);
    DynamicMessage::deserialize_with_options(kind()?, content, &options).map_err(Error::internal)
}

/// The same as a message.
fn message(content: &Value) -> Result<Registration> {
    Registration::decode(handed_in(content)?.encode_to_vec().as_slice()).map_err(Error::internal)
}

fn reflected(registration: &Registration) -> Result<DynamicMessage> {
    DynamicMessage::decode(kind()?, registration.encode_to_vec().as_slice()).map_err(Error::internal)
}

fn kind() -> Result<MessageDescriptor> {
    let kind = proto::pool().get_message_by_name("aceleracion.registrations.v1.Registration");
    kind.ok_or_else(|| Error::internal("the contract has no registrations"))
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::{Applicant, Stage, Track, registration::State};

    use super::*;

    #[test]
    fn what_is_handed_in_comes_back_as_it_was_without_what_the_server_sets() {
        let applicant =
            Applicant { organisation: "Taller Malecón".into(), city: "Samaná".into(), ..Default::default() };
        let handed = Registration {
            track: Track::Story.into(),
            stage: Stage::Advanced.into(),
            title: "Rutas".into(),
            sdgs: vec![8, 9],
            jobs: Some(0),
            women_led: Some(false),
            data_consent: true,
            applicant: Some(applicant),
            ..Default::default()
        };
        let stands = Registration {
            name: "countries/do/registrations/1".into(),
            etag: "7".into(),
            edition: "editions/2020".into(),
            state: State::Submitted.into(),
            state_reason: "because".into(),
            blocked: true,
            late_reason: "the island had no electricity".into(),
            appeal: "countries/do/appeals/1".into(),
            appeal_due_time: Some(platform::moment::timestamp(platform::moment::now())),
            ..handed.clone()
        };
        let content = content(&stands).expect("content");
        assert_eq!(content["applicant"]["city"], "Samaná");
        assert_eq!(message(&content).expect("a message"), handed);
    }

    #[test]
    fn what_is_erased_is_empty() {
        assert_eq!(message(&serde_json::json!({})).expect("a message"), Registration::default());
    }
}
