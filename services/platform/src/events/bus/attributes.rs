//! CloudEvents on AMQP 0-9-1: how an envelope travels.
//!
//! CloudEvents has an AMQP binding for 1.0 only; on 0-9-1 the attributes travel so: `id` as message id, `type` as
//! type, `source` as app id, `time` as timestamp (seconds), `datacontenttype` as content type, and `subject`, the
//! country, the name, the version, the time in milliseconds and `traceparent` as headers `cloudEvents_…`.

use lapin::{
    BasicProperties,
    types::{AMQPValue, FieldTable},
};
use uuid::Uuid;

use super::Envelope;
use crate::names::{NETWORK, country_code};

/// An envelope as AMQP carries it.
pub fn properties(envelope: &Envelope) -> BasicProperties {
    let mut headers = FieldTable::default();
    let mut text = |name: &str, value: &str| {
        headers.insert(name.into(), AMQPValue::LongString(value.into()));
    };
    text("cloudEvents_subject", &envelope.subject);
    text("cloudEvents_country", &envelope.country);
    text("cloudEvents_name", &envelope.name);
    if let Some(traceparent) = &envelope.traceparent {
        text("cloudEvents_traceparent", traceparent);
    }
    headers.insert("cloudEvents_version".into(), AMQPValue::LongLongInt(envelope.version));
    headers.insert("cloudEvents_at".into(), AMQPValue::LongLongInt(envelope.at));
    BasicProperties::default()
        .with_delivery_mode(2)
        .with_message_id(envelope.id.to_string().into())
        .with_type(envelope.kind.clone().into())
        .with_app_id(envelope.source.clone().into())
        .with_timestamp(u64::try_from(envelope.at / 1000).unwrap_or_default())
        .with_content_type("application/protobuf".into())
        .with_headers(headers)
}

/// The envelope of a message with these properties; nothing where an attribute is missing or is none of ours.
pub fn envelope(properties: &BasicProperties, data: &[u8]) -> Option<Envelope> {
    let headers = properties.headers().as_ref()?.inner();
    let text = |name: &str| match headers.get(name) {
        Some(AMQPValue::LongString(value)) => Some(value.to_string()),
        _ => None,
    };
    let number = |name: &str| match headers.get(name) {
        Some(AMQPValue::LongLongInt(value)) => Some(*value),
        _ => None,
    };
    let country = text("cloudEvents_country").filter(|country| is_place(country))?;
    let envelope = Envelope {
        id: Uuid::try_parse(properties.message_id().as_ref()?.as_str()).ok()?,
        country,
        source: properties.app_id().as_ref()?.to_string(),
        kind: properties.kind().as_ref()?.to_string(),
        name: text("cloudEvents_name")?,
        subject: text("cloudEvents_subject")?,
        version: number("cloudEvents_version")?,
        at: number("cloudEvents_at")?,
        traceparent: text("cloudEvents_traceparent"),
        data: data.to_vec(),
    };
    // What no text column takes could be neither reacted to nor kept to be tried again.
    let texts = [&envelope.source, &envelope.kind, &envelope.name, &envelope.subject];
    let readable = texts.into_iter().chain(&envelope.traceparent).all(|text| !text.contains('\0'));
    readable.then_some(envelope)
}

fn is_place(country: &str) -> bool {
    country == NETWORK || country_code("country", country).is_ok()
}
