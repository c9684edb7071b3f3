//! Messages without what they say of people, by the options of their fields: what may stand in a log, a trace or an error.
//!
//! What always holds: `{:?}` of a message of ours is redacted, so nobody has to remember to.

use std::{collections::HashMap, fmt, sync::LazyLock};

use prost_reflect::{DynamicMessage, FieldDescriptor, ReflectMessage, Value};

/// What a field says of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// How to reach somebody, what they are called, or what lets somebody act as them.
    Personal,
    /// Words of people.
    FreeText,
    /// Who somebody is to the identity provider.
    Identity,
}

/// What stands for a value that is not told.
pub const REDACTED: &str = "…";

/// The marked fields by their full names, `aceleracion.partners.v1.Member.email`.
static MARKS: LazyLock<HashMap<String, Mark>> = LazyLock::new(|| {
    let marks = [("personal", Mark::Personal), ("free_text", Mark::FreeText), ("identity", Mark::Identity)];
    let options = marks
        .map(|(name, mark)| (crate::pool().get_extension_by_name(&format!("aceleracion.platform.v1.{name}")), mark));
    let mark = |field: &FieldDescriptor| {
        let set = options.iter().find(|(option, _)| {
            option.as_ref().is_some_and(|option| field.options().get_extension(option).as_bool() == Some(true))
        });
        set.map(|(_, mark)| *mark)
    };
    let fields = crate::pool().all_messages().flat_map(|message| message.fields().collect::<Vec<_>>());
    fields.filter_map(|field| mark(&field).map(|mark| (field.full_name().to_owned(), mark))).collect()
});

/// What a field says of people; nothing for the others.
pub fn mark(field: &FieldDescriptor) -> Option<Mark> {
    MARKS.get(field.full_name()).copied()
}

/// Takes from a message what it says of people, at any depth.
pub fn redact(message: &mut DynamicMessage) {
    for field in message.descriptor().fields() {
        if !message.has_field(&field) {
            continue;
        }
        match mark(&field) {
            Some(_) => hide(message.get_field_mut(&field)),
            None => descend(message.get_field_mut(&field)),
        }
    }
}

fn hide(value: &mut Value) {
    match value {
        Value::String(text) => REDACTED.clone_into(text),
        Value::Bytes(bytes) => *bytes = REDACTED.as_bytes().into(),
        Value::List(items) => items.iter_mut().for_each(hide),
        Value::Map(entries) => entries.values_mut().for_each(hide),
        Value::Message(message) => *message = DynamicMessage::new(message.descriptor()),
        // Numbers and flags are not marked; the contract's tests say so.
        _ => {}
    }
}

fn descend(value: &mut Value) {
    match value {
        Value::Message(message) => redact(message),
        Value::List(items) => items.iter_mut().for_each(descend),
        Value::Map(entries) => entries.values_mut().for_each(descend),
        _ => {}
    }
}

/// The redacted form of an encoded message; nothing where the bytes are not those of this message.
pub fn of(full_name: &str, bytes: &[u8]) -> Option<DynamicMessage> {
    let descriptor = crate::pool().get_message_by_name(full_name)?;
    let mut message = DynamicMessage::decode(descriptor, bytes).ok()?;
    redact(&mut message);
    Some(message)
}

/// Writes a message for a log: its name, and the fields that are set.
pub fn show(message: &impl prost::Message, full_name: &str, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match of(full_name, &message.encode_to_vec()) {
        Some(redacted) => write_message(&redacted, out),
        None => out.write_str(full_name),
    }
}

fn write_message(message: &DynamicMessage, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(out, "{} {{", message.descriptor().name())?;
    for (place, (field, value)) in message.fields().enumerate() {
        write!(out, "{}{}: ", if place == 0 { " " } else { ", " }, field.name())?;
        write_value(value, out)?;
    }
    out.write_str(" }")
}

fn write_value(value: &Value, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        Value::Message(message) => write_message(message, out),
        Value::List(items) => {
            out.write_str("[")?;
            for (place, item) in items.iter().enumerate() {
                out.write_str(if place == 0 { "" } else { ", " })?;
                write_value(item, out)?;
            }
            out.write_str("]")
        }
        Value::String(text) => write!(out, "{text:?}"),
        Value::Bytes(bytes) => write!(out, "{} bytes", bytes.len()),
        Value::Bool(flag) => write!(out, "{flag}"),
        Value::I32(number) | Value::EnumNumber(number) => write!(out, "{number}"),
        Value::I64(number) => write!(out, "{number}"),
        Value::U32(number) => write!(out, "{number}"),
        Value::U64(number) => write!(out, "{number}"),
        Value::F32(number) => write!(out, "{number}"),
        Value::F64(number) => write!(out, "{number}"),
        // Texts by language and the like.
        Value::Map(entries) => write!(out, "{} entries", entries.len()),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        partners::v1::Member,
        registrations::v1::{Applicant, ListRegistrationsResponse, Registration},
    };

    #[test]
    fn what_a_message_says_of_people_is_not_in_its_debug_form_and_the_rest_is() {
        let applicant = Applicant { contact_email: "someone@example.org".into(), ..Default::default() };
        let registration = Registration {
            category: "logistics".into(),
            title: "Rutas de Ana".into(),
            jobs: Some(7),
            applicant: Some(applicant),
            ..Default::default()
        };
        let list = ListRegistrationsResponse { registrations: vec![registration], next_page_token: "next".into() };
        let shown = format!("{list:?}");
        assert!(!shown.contains("someone") && !shown.contains("Ana"), "{shown}");
        assert!(shown.contains("logistics") && shown.contains('7') && shown.contains("next"), "{shown}");
        let member = Member { subject: "idp-4711".into(), language: "es".into(), ..Default::default() };
        let shown = format!("{member:?}");
        assert!(!shown.contains("4711") && shown.contains("es"), "{shown}");
    }
}
