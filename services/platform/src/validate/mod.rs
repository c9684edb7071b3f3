//! Runs the validation rules that stand in the contract (`buf.validate`), at the edge, once.
//!
//! All faults of a message come back together. Control characters other than line breaks and tabs are refused in
//! every text, whatever its rules.

mod rules;
mod value;

use prost_reflect::{DynamicMessage, ReflectMessage, Value};
use proto::{Rpc, platform::v1::Reason};

use crate::error::{Error, Result, Text, Violation};

/// Checks a request against the rules of its type.
pub fn message<R: Rpc>(request: &R) -> Result<()> {
    let kind = proto::pool().get_message_by_name(R::MESSAGE);
    let kind = kind.ok_or_else(|| Error::internal(format!("{} is not in the contract", R::MESSAGE)))?;
    let decoded = DynamicMessage::decode(kind, request.encode_to_vec().as_slice()).map_err(Error::internal)?;
    let mut violations = Vec::new();
    check(&decoded, "", &mut violations);
    if violations.is_empty() { Ok(()) } else { Err(Error::fields(Reason::InvalidField, violations)) }
}

/// Checks a message of the contract; messages of others, such as moments, have no rules here.
fn check(message: &DynamicMessage, path: &str, violations: &mut Vec<Violation>) {
    let Some(fields) = rules::of(message.descriptor().full_name()) else { return };
    for field in fields {
        let path = || match path {
            "" => field.descriptor.name().to_owned(),
            path => format!("{path}.{}", field.descriptor.name()),
        };
        if !message.has_field(&field.descriptor) {
            if field.required {
                violations.push(Violation {
                    field: path(),
                    text: text("this is required", "este campo es obligatorio", "este campo é obrigatório"),
                });
            } else if !field.descriptor.supports_presence() {
                field.rules.check(&message.get_field(&field.descriptor), &path(), violations);
            }
            continue;
        }
        let (value, path) = (message.get_field(&field.descriptor), path());
        field.rules.check(&value, &path, violations);
        descend(&value, &path, violations);
    }
}

fn descend(value: &Value, path: &str, violations: &mut Vec<Violation>) {
    match value {
        Value::Message(message) => check(message, path, violations),
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
            let text = text(
                "control characters are not allowed here",
                "no se admiten caracteres de control",
                "caracteres de controle não são permitidos aqui",
            );
            violations.push(Violation { field: path.into(), text });
        }
        _ => {}
    }
}

fn is_control(found: char) -> bool {
    found.is_control() && !matches!(found, '\n' | '\r' | '\t')
}

fn text(english: impl Into<String>, spanish: impl Into<String>, portuguese: impl Into<String>) -> Text {
    Text::told(english, spanish, portuguese)
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::{Applicant, CreateRegistrationRequest, ListRegistrationsRequest, Registration};

    use super::*;

    fn faults<R: Rpc>(request: &R) -> Vec<String> {
        let refusal = message(request).err();
        let faults = refusal.map(|refusal| refusal.violations().to_vec()).unwrap_or_default();
        faults.into_iter().map(|fault| fault.field).collect()
    }

    fn creation(change: impl FnOnce(&mut Registration)) -> CreateRegistrationRequest {
        let mut registration = Registration { edition: "editions/2020".into(), ..Default::default() };
        change(&mut registration);
        CreateRegistrationRequest {
            parent: "countries/do".into(),
            registration: Some(registration),
            ..Default::default()
        }
    }

    #[test]
    fn a_good_request_has_no_faults() {
        assert_eq!(faults(&creation(|registration| registration.title = "Entregas\ncompartidas".into())), [""; 0]);
    }

    #[test]
    fn all_faults_come_together_each_with_its_path() {
        let request = CreateRegistrationRequest {
            request_id: "not a uuid".into(),
            ..creation(|registration| {
                registration.title = "x".repeat(201);
                registration.state = 99;
                registration.sdgs = vec![1, 18];
                registration.applicant =
                    Some(Applicant { contact_email: "nobody".into(), city: "\u{7}".into(), ..Default::default() });
            })
        };
        let mut found = faults(&request);
        found.sort();
        assert_eq!(
            found,
            [
                "registration.applicant.city",
                "registration.applicant.contact_email",
                "registration.sdgs[1]",
                "registration.state",
                "registration.title",
                "request_id",
            ]
        );
    }

    #[test]
    fn what_is_required_is_missed_and_defaults_meet_the_rules_of_their_field() {
        assert_eq!(
            faults(&CreateRegistrationRequest { parent: "countries/do".into(), ..Default::default() }),
            ["registration"]
        );
        assert_eq!(faults(&ListRegistrationsRequest::default()), ["parent"]);
    }
}
