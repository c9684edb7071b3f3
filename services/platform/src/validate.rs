//! Runs the validation rules that stand in the contract (`buf.validate`), at the edge, once.
//!
//! All faults of a message come back together. Control characters other than line breaks and tabs are refused in
//! every text, whatever its rules.

use std::{
    collections::HashMap,
    sync::{LazyLock, PoisonError, RwLock},
};

use prost_reflect::{
    DynamicMessage, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage, Value,
};
use proto::{Rpc, platform::v1::Reason};
use regex::Regex;

use crate::error::{Error, Result, Text, Violation};

static FIELD_RULES: LazyLock<Option<ExtensionDescriptor>> =
    LazyLock::new(|| proto::pool().get_extension_by_name("buf.validate.field"));

/// Checks a request against the rules of its type.
pub fn message<R: Rpc>(request: &R) -> Result<()> {
    let kind = proto::pool().get_message_by_name(R::MESSAGE);
    let kind = kind.ok_or_else(|| Error::internal(format!("{} is not in the contract", R::MESSAGE)))?;
    let decoded = DynamicMessage::decode(kind, request.encode_to_vec().as_slice()).map_err(Error::internal)?;
    let mut violations = Vec::new();
    check_message(&decoded, "", &mut violations);
    if violations.is_empty() { Ok(()) } else { Err(Error::fields(Reason::InvalidField, violations)) }
}

fn check_message(message: &DynamicMessage, path: &str, violations: &mut Vec<Violation>) {
    let kind: MessageDescriptor = message.descriptor();
    if kind.full_name().starts_with("google.protobuf.") {
        return;
    }
    for field in kind.fields() {
        let path = if path.is_empty() { field.name().to_owned() } else { format!("{path}.{}", field.name()) };
        let rules = rules(&field);
        let is_set = message.has_field(&field);
        if !is_set {
            if rules.as_ref().and_then(|rules| flag(rules, "required")).unwrap_or_default() {
                violations.push(Violation { field: path, text: text("this is required", "este campo es obligatorio") });
            } else if let Some(rules) = &rules
                && !field.supports_presence()
            {
                check_value(&message.get_field(&field), &field, rules, &path, violations);
            }
            continue;
        }
        let value = message.get_field(&field);
        if let Some(rules) = &rules {
            check_value(&value, &field, rules, &path, violations);
        }
        descend(&value, &path, violations);
    }
}

fn descend(value: &Value, path: &str, violations: &mut Vec<Violation>) {
    match value {
        Value::Message(message) => check_message(message, path, violations),
        Value::List(items) => {
            for (place, item) in items.iter().enumerate() {
                descend(item, &format!("{path}[{place}]"), violations);
            }
        }
        Value::Map(entries) => {
            for (key, entry) in entries {
                descend(entry, &format!("{path}[{}]", Value::from(key.clone())), violations);
            }
        }
        Value::String(found) if found.chars().any(is_control) => {
            let text = text("control characters are not allowed here", "no se admiten caracteres de control");
            violations.push(Violation { field: path.into(), text });
        }
        _ => {}
    }
}

fn is_control(found: char) -> bool {
    found.is_control() && !matches!(found, '\n' | '\r' | '\t')
}

fn check_value(
    value: &Value,
    field: &FieldDescriptor,
    rules: &DynamicMessage,
    path: &str,
    violations: &mut Vec<Violation>,
) {
    let mut wrong = |text: Text| violations.push(Violation { field: path.into(), text });
    match value {
        Value::String(found) => {
            let Some(rules) = nested(rules, "string") else { return };
            let length = found.chars().count() as u64;
            if let Some(least) = number(&rules, "min_len").filter(|least| length < *least) {
                wrong(text(
                    format!("at least {least} characters are needed"),
                    format!("se necesitan al menos {least} caracteres"),
                ));
            }
            if let Some(most) = number(&rules, "max_len").filter(|most| length > *most) {
                wrong(text(
                    format!("at most {most} characters are allowed, these are {length}"),
                    format!("se admiten hasta {most} caracteres, hay {length}"),
                ));
            }
            if let Some(form) = rules_text(&rules, "pattern").filter(|form| !matches(form, found)) {
                wrong(text(format!("this has to match {form}"), format!("debe tener la forma {form}")));
            }
            if flag(&rules, "email").unwrap_or_default() && !found.is_empty() && !is_email(found) {
                wrong(text(
                    "this has to be an e-mail address, such as name@example.org",
                    "debe ser un correo electrónico, como nombre@example.org",
                ));
            }
            if flag(&rules, "uuid").unwrap_or_default() && uuid::Uuid::try_parse(found).is_err() {
                wrong(text("this has to be a UUID", "debe ser un UUID"));
            }
        }
        Value::Bytes(found) => {
            let most = nested(rules, "bytes").and_then(|rules| number(&rules, "max_len"));
            if let Some(most) = most.filter(|most| found.len() as u64 > *most) {
                wrong(text(format!("at most {most} bytes are allowed"), format!("se admiten hasta {most} bytes")));
            }
        }
        Value::EnumNumber(found) => {
            let defined_only = nested(rules, "enum").and_then(|rules| flag(&rules, "defined_only")).unwrap_or_default();
            if let Kind::Enum(kind) = field.kind()
                && defined_only
                && kind.get_value(*found).is_none()
            {
                wrong(text("this value is not defined", "este valor no está definido"));
            }
        }
        Value::I32(found) => bounds(nested(rules, "int32"), f64::from(*found), &mut wrong),
        Value::F64(found) => bounds(nested(rules, "double"), *found, &mut wrong),
        Value::List(items) => {
            let Some(rules) = nested(rules, "repeated") else { return };
            let count = items.len() as u64;
            if let Some(least) = number(&rules, "min_items").filter(|least| count < *least) {
                wrong(text(format!("at least {least} are needed"), format!("se necesitan al menos {least}")));
            }
            if let Some(most) = number(&rules, "max_items").filter(|most| count > *most) {
                wrong(text(format!("at most {most} are allowed"), format!("se admiten hasta {most}")));
            }
            if let Some(rules) = nested(&rules, "items") {
                for (place, item) in items.iter().enumerate() {
                    check_value(item, field, &rules, &format!("{path}[{place}]"), violations);
                }
            }
        }
        _ => {}
    }
}

fn bounds(rules: Option<DynamicMessage>, found: f64, wrong: &mut impl FnMut(Text)) {
    let Some(rules) = rules else { return };
    let bound =
        |name: &str| match rules.has_field_by_name(name).then(|| rules.get_field_by_name(name)).flatten()?.as_ref() {
            Value::I32(bound) => Some(f64::from(*bound)),
            Value::F64(bound) => Some(*bound),
            _ => None,
        };
    if let Some(least) = bound("gte").filter(|least| found.is_nan() || found < *least) {
        wrong(text(format!("this has to be at least {least}"), format!("debe ser al menos {least}")));
    }
    if let Some(most) = bound("lte").filter(|most| found.is_nan() || found > *most) {
        wrong(text(format!("this has to be at most {most}"), format!("debe ser como máximo {most}")));
    }
}

fn rules(field: &FieldDescriptor) -> Option<DynamicMessage> {
    let extension = FIELD_RULES.as_ref()?;
    let options = field.options();
    let rules = options.has_extension(extension).then(|| options.get_extension(extension).into_owned())?;
    rules.as_message().cloned()
}

fn set(rules: &DynamicMessage, name: &str) -> Option<Value> {
    rules.has_field_by_name(name).then(|| rules.get_field_by_name(name))?.map(|value| value.into_owned())
}

fn nested(rules: &DynamicMessage, name: &str) -> Option<DynamicMessage> {
    set(rules, name)?.as_message().cloned()
}

fn number(rules: &DynamicMessage, name: &str) -> Option<u64> {
    set(rules, name)?.as_u64()
}

fn flag(rules: &DynamicMessage, name: &str) -> Option<bool> {
    set(rules, name)?.as_bool()
}

fn rules_text(rules: &DynamicMessage, name: &str) -> Option<String> {
    set(rules, name)?.as_str().map(str::to_owned)
}

fn text(english: impl Into<String>, spanish: impl Into<String>) -> Text {
    Text::new(english, spanish)
}

/// Patterns come from the contract: there are few, and each is compiled once.
fn matches(pattern: &str, found: &str) -> bool {
    static COMPILED: LazyLock<RwLock<HashMap<String, Option<Regex>>>> = LazyLock::new(RwLock::default);
    if let Some(compiled) = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return compiled.as_ref().is_some_and(|compiled| compiled.is_match(found));
    }
    let compiled = Regex::new(pattern).ok();
    let fits = compiled.as_ref().is_some_and(|compiled| compiled.is_match(found));
    COMPILED.write().unwrap_or_else(PoisonError::into_inner).insert(pattern.to_owned(), compiled);
    fits
}

/// What mail can be sent to: one `@`, a local part, a domain with a dot, nothing that separates addresses.
fn is_email(found: &str) -> bool {
    let Some((local, domain)) = found.rsplit_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "@,;<>\"()".contains(c));
    plain(local) && plain(domain) && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
}
