//! The rules of every message of the contract, read from its options once, at the first use.

use std::{collections::HashMap, sync::LazyLock};

use prost_reflect::{FieldDescriptor, Kind};
use proto::buf_validate::{FieldRules, field_rules::Type};
use regex::Regex;

/// The packages of the platform begin so.
const OURS: &str = "aceleracion.";

/// One field of a message.
pub struct Field {
    pub descriptor: FieldDescriptor,
    pub required: bool,
    pub rules: Rules,
}

/// What a value has to satisfy, ready to be asked.
pub enum Rules {
    /// Nothing.
    None,
    /// A number between these.
    Bounds { least: Option<f64>, most: Option<f64> },
    /// A text.
    Text(TextRules),
    /// Bytes, at most so many.
    Bytes { most: Option<u64> },
    /// A value that the enum declares.
    Defined(FieldDescriptor),
    /// A list.
    List { least: Option<u64>, most: Option<u64>, items: Box<Rules> },
}

/// The rules of a text; lengths count characters.
pub struct TextRules {
    pub least: Option<u64>,
    pub most: Option<u64>,
    pub pattern: Option<Regex>,
    pub email: bool,
    pub uuid: bool,
}

/// The fields of a message of the contract by its full name.
pub fn of(message: &str) -> Option<&'static [Field]> {
    static RULES: LazyLock<HashMap<String, Vec<Field>>> = LazyLock::new(|| {
        let messages = proto::pool().all_messages().filter(|message| message.full_name().starts_with(OURS));
        messages.map(|message| (message.full_name().to_owned(), message.fields().map(field).collect())).collect()
    });
    RULES.get(message).map(Vec::as_slice)
}

fn field(descriptor: FieldDescriptor) -> Field {
    let declared = declared(&descriptor).unwrap_or_default();
    Field { required: declared.required(), rules: rules(&descriptor, declared), descriptor }
}

fn declared(field: &FieldDescriptor) -> Option<FieldRules> {
    let extension = proto::pool().get_extension_by_name("buf.validate.field")?;
    let options = field.options();
    if !options.has_extension(&extension) {
        return None;
    }
    options.get_extension(&extension).as_message()?.transcode_to().ok()
}

fn rules(field: &FieldDescriptor, declared: FieldRules) -> Rules {
    match declared.r#type {
        None => Rules::None,
        Some(Type::Double(rules)) => Rules::Bounds { least: rules.gte, most: rules.lte },
        Some(Type::Int32(rules)) => Rules::Bounds { least: rules.gte.map(f64::from), most: rules.lte.map(f64::from) },
        Some(Type::String(rules)) => Rules::Text(TextRules {
            least: rules.min_len,
            most: rules.max_len,
            // A test holds that every pattern of the contract can be compiled.
            pattern: rules.pattern.as_deref().and_then(|pattern| Regex::new(pattern).ok()),
            email: rules.email(),
            uuid: rules.uuid(),
        }),
        Some(Type::Bytes(rules)) => Rules::Bytes { most: rules.max_len },
        Some(Type::Enum(rules)) if rules.defined_only() && matches!(field.kind(), Kind::Enum(_)) => {
            Rules::Defined(field.clone())
        }
        Some(Type::Enum(_)) => Rules::None,
        Some(Type::Repeated(list)) => {
            let items = list.items.map_or(Rules::None, |items| self::rules(field, *items));
            Rules::List { least: list.min_items, most: list.max_items, items: Box::new(items) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_of_the_contract_is_a_regular_expression() {
        let mut seen = 0;
        for message in proto::pool().all_messages() {
            for field in message.fields() {
                let Some(Type::String(rules)) = declared(&field).and_then(|declared| declared.r#type) else { continue };
                let Some(pattern) = rules.pattern else { continue };
                assert!(Regex::new(&pattern).is_ok(), "{} has {pattern}", field.full_name());
                seen += 1;
            }
        }
        assert!(seen > 20, "{seen} patterns");
    }
}
