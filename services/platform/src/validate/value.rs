//! One value against the rules of its field.

use prost_reflect::{FieldDescriptor, Kind, Value};

use super::{
    rules::{Rules, TextRules},
    text,
};
use crate::error::{Text, Violation};

impl Rules {
    /// Adds what is wrong with the value at `path`.
    pub fn check(&self, value: &Value, path: &str, violations: &mut Vec<Violation>) {
        let mut wrong = |text: Text| violations.push(Violation { field: path.into(), text });
        match (self, value) {
            (Rules::Text(rules), Value::String(found)) => rules.check(found, &mut wrong),
            (Rules::Bytes { most: Some(most) }, Value::Bytes(found)) if found.len() as u64 > *most => {
                wrong(text(
                    format!("at most {most} bytes are allowed"),
                    format!("se admiten hasta {most} bytes"),
                    format!("são permitidos até {most} bytes"),
                ));
            }
            (Rules::Defined(field), Value::EnumNumber(found)) if !is_defined(field, *found) => {
                wrong(text("this value is not defined", "este valor no está definido", "este valor não está definido"));
            }
            (Rules::Bounds { least, most }, Value::I32(found)) => {
                bounds(*least, *most, f64::from(*found), &mut wrong);
            }
            (Rules::Bounds { least, most }, Value::F64(found)) => bounds(*least, *most, *found, &mut wrong),
            (Rules::List { least, most, items }, Value::List(found)) => {
                let count = found.len() as u64;
                if let Some(least) = least.filter(|least| count < *least) {
                    wrong(text(
                        format!("at least {least} are needed"),
                        format!("se necesitan al menos {least}"),
                        format!("são necessários ao menos {least}"),
                    ));
                }
                if let Some(most) = most.filter(|most| count > *most) {
                    wrong(text(
                        format!("at most {most} are allowed"),
                        format!("se admiten hasta {most}"),
                        format!("são permitidos até {most}"),
                    ));
                }
                for (place, item) in found.iter().enumerate() {
                    items.check(item, &format!("{path}[{place}]"), violations);
                }
            }
            _ => {}
        }
    }
}

impl TextRules {
    fn check(&self, found: &str, wrong: &mut impl FnMut(Text)) {
        let length = found.chars().count() as u64;
        if let Some(least) = self.least.filter(|least| length < *least) {
            wrong(text(
                format!("at least {least} characters are needed"),
                format!("se necesitan al menos {least} caracteres"),
                format!("são necessários ao menos {least} caracteres"),
            ));
        }
        if let Some(most) = self.most.filter(|most| length > *most) {
            wrong(text(
                format!("at most {most} characters are allowed, these are {length}"),
                format!("se admiten hasta {most} caracteres, hay {length}"),
                format!("são permitidos até {most} caracteres, aqui há {length}"),
            ));
        }
        if let Some(form) = self.pattern.as_ref().filter(|form| !form.is_match(found)) {
            wrong(text(
                format!("this has to match {form}"),
                format!("debe tener la forma {form}"),
                format!("deve ter a forma {form}"),
            ));
        }
        if self.email && !found.is_empty() && !is_email(found) {
            wrong(text(
                "this has to be an e-mail address, such as name@example.org",
                "debe ser un correo electrónico, como nombre@example.org",
                "deve ser um endereço de e-mail, como nome@example.org",
            ));
        }
        if self.uuid && uuid::Uuid::try_parse(found).is_err() {
            wrong(text("this has to be a UUID", "debe ser un UUID", "deve ser um UUID"));
        }
    }
}

fn is_defined(field: &FieldDescriptor, number: i32) -> bool {
    matches!(field.kind(), Kind::Enum(kind) if kind.get_value(number).is_some())
}

/// What is not a number is within no bounds.
fn bounds(least: Option<f64>, most: Option<f64>, found: f64, wrong: &mut impl FnMut(Text)) {
    if let Some(least) = least.filter(|least| found.is_nan() || found < *least) {
        wrong(text(
            format!("this has to be at least {least}"),
            format!("debe ser al menos {least}"),
            format!("deve ser ao menos {least}"),
        ));
    }
    if let Some(most) = most.filter(|most| found.is_nan() || found > *most) {
        wrong(text(
            format!("this has to be at most {most}"),
            format!("debe ser como máximo {most}"),
            format!("deve ser no máximo {most}"),
        ));
    }
}

/// What mail can be sent to: one `@`, a local part, a domain with a dot, nothing that separates addresses.
fn is_email(found: &str) -> bool {
    let Some((local, domain)) = found.rsplit_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "@,;<>\"()".contains(c));
    plain(local) && plain(domain) && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
}
