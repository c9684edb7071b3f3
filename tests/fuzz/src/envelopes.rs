//! Events as the broker brings them: attributes in the properties of a message, and the message.

use lapin::{
    BasicProperties,
    types::{AMQPValue, FieldTable},
};
use platform::events::{Envelope, bus::attributes};
use prost::Message;
use proto::{
    Event, notifications::v1 as notifications, partners::v1 as partners, platform::v1 as ground,
    registrations::v1 as registrations, reviews::v1 as reviews,
};

const HEADERS: [&str; 7] = [
    "cloudEvents_subject",
    "cloudEvents_country",
    "cloudEvents_name",
    "cloudEvents_traceparent",
    "cloudEvents_version",
    "cloudEvents_at",
    "x-delivery-count",
];

/// Lines of `place, kind, value`, each of them up to a NUL; what comes after an empty line is the message.
pub fn read(bytes: &[u8]) {
    let mut rest = bytes;
    let mut properties = BasicProperties::default();
    let mut headers = FieldTable::default();
    while let Some(end) = rest.iter().position(|byte| *byte == 0) {
        let (line, after) = rest.split_at(end);
        rest = &after[1..];
        let [place, kind, value @ ..] = line else { break };
        properties = with(properties, &mut headers, *place, *kind, value);
    }
    let properties = properties.with_headers(headers);
    let Some(envelope) = attributes::envelope(&properties, rest) else { return };
    held(&envelope);
    body(&envelope);
}

fn with(properties: BasicProperties, headers: &mut FieldTable, place: u8, kind: u8, value: &[u8]) -> BasicProperties {
    // No short text on the wire is longer.
    let text: String = String::from_utf8_lossy(value).chars().take(255 / char::MAX.len_utf8()).collect();
    match place % 10 {
        7 => properties.with_message_id(text.into()),
        8 => properties.with_app_id(text.into()),
        9 => properties.with_type(text.into()),
        header => {
            let mut number = [0; 8];
            let length = value.len().min(8);
            number[..length].copy_from_slice(&value[..length]);
            let value = match kind % 4 {
                0 => AMQPValue::LongString(value.to_vec().into()),
                1 => AMQPValue::LongLongInt(i64::from_le_bytes(number)),
                2 => AMQPValue::ShortString(text.into()),
                _ => AMQPValue::Void,
            };
            headers.insert(HEADERS[usize::from(header)].into(), value);
            properties
        }
    }
}

/// What was taken can be kept and sent on: it is read again as the same.
fn held(envelope: &Envelope) {
    let texts = [&envelope.country, &envelope.source, &envelope.kind, &envelope.name, &envelope.subject];
    assert!(texts.iter().all(|text| !text.contains('\0')), "{envelope:?}");
    assert!(envelope.country == "network" || envelope.country.len() == 2, "{envelope:?}");
    let again = attributes::envelope(&attributes::properties(envelope), &envelope.data);
    assert_eq!(again.as_ref(), Some(envelope));
}

/// A message is one of its event, or an error that is tried again; never anything else.
fn body(envelope: &Envelope) {
    decodes::<registrations::RegistrationSubmitted>(envelope);
    decodes::<registrations::ApplicantRecorded>(envelope);
    decodes::<partners::CountryAdmitted>(envelope);
    decodes::<partners::MemberRecorded>(envelope);
    decodes::<reviews::CaseOpened>(envelope);
    decodes::<reviews::DecisionReleased>(envelope);
    decodes::<notifications::NotificationSent>(envelope);
    decodes::<ground::GrantChanged>(envelope);
    decodes::<ground::GrantsBeaten>(envelope);
}

fn decodes<T: Event + PartialEq>(envelope: &Envelope) {
    let Ok(event) = T::decode(envelope.data.as_slice()) else { return };
    let written = Message::encode_to_vec(&event);
    let again = T::decode(written.as_slice()).expect("what was written");
    assert_eq!(Message::encode_to_vec(&again), written, "{}", T::NAME);
    let _ = (event.subject(), event.version());
}
