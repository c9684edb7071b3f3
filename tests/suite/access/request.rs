//! Requests made of the descriptors: complete ones, and such as have exactly one fault.

use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, ReflectMessage, Value, prost::Message,
};
use proto::buf_validate::{FieldRules, field_rules::Type};
use regex::Regex;
use tests::platform::Failure;

use super::{
    contract::{Rpc, pattern, rules},
    example::examples,
};

impl Rpc {
    /// A request that breaks no rule of the contract, with this name in the field that says where the call takes place,
    /// and these other fields where it has them.
    pub fn complete(&self, name: &str, others: &[(&str, Value)]) -> Result<Vec<u8>, Failure> {
        let mut message = self.named(name)?;
        for (field, value) in others.iter().filter(|(field, _)| self.has(field)) {
            message.set_field_by_name(field, value.clone());
        }
        Ok(message.encode_to_vec())
    }

    /// The same with one fault, behind whatever says where the call takes place: whoever gets there is told of it, and
    /// nothing comes of the call.
    pub fn faulty(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let mut message = self.named(name)?;
        let path = self.path_of_name();
        if !spoil(&mut message, &path) {
            if path.is_empty() {
                return Err(format!("{} can only be asked without fault: no field has a rule", self.path).into());
            }
            let spoiled = format!("{name}/!");
            assert!(!self.takes(&spoiled), "{} takes {spoiled}", self.path);
            set(&mut message, &path, &spoiled)?;
        }
        Ok(message.encode_to_vec())
    }

    fn named(&self, name: &str) -> Result<DynamicMessage, Failure> {
        let mut message = filled(&self.input).map_err(|problem| format!("{}: {problem}", self.path))?;
        if self.names_a_place() {
            set(&mut message, &self.path_of_name(), name)?;
        }
        Ok(message)
    }

    fn path_of_name(&self) -> Vec<&str> {
        self.rule.resource.split('.').filter(|part| !part.is_empty()).collect()
    }
}

fn set(message: &mut DynamicMessage, path: &[&str], name: &str) -> Result<(), Failure> {
    let (first, rest) = path.split_first().ok_or("an empty path")?;
    let field = message.descriptor().get_field_by_name(first).ok_or("the rule names a field that is not there")?;
    let value = match field.kind() {
        Kind::Message(kind) => {
            let mut inner = match message.has_field(&field) {
                true => message.get_field(&field).as_message().cloned().ok_or("no message")?,
                false => filled(&kind)?,
            };
            set(&mut inner, rest, name)?;
            Value::Message(inner)
        }
        _ => Value::String(name.into()),
    };
    message.set_field(&field, value);
    Ok(())
}

/// A message with something good in every field that must not be empty.
fn filled(kind: &MessageDescriptor) -> Result<DynamicMessage, Failure> {
    let mut message = DynamicMessage::new(kind.clone());
    for field in kind.fields().filter(|field| field.containing_oneof().is_none()) {
        let rules = rules(&field);
        if let Some(value) = needed(&field, &rules)? {
            message.set_field(&field, value);
        }
    }
    Ok(message)
}

/// What a field has to hold; nothing where it may be empty.
fn needed(field: &FieldDescriptor, rules: &FieldRules) -> Result<Option<Value>, Failure> {
    if field.is_map() {
        let texts = [(MapKey::String("es".into()), Value::String("Uno".into()))];
        return Ok(rules.required().then(|| Value::Map(texts.into())));
    }
    if let Some(Type::Repeated(list)) = &rules.r#type {
        let count = usize::try_from(list.min_items())?;
        let items = list.items.as_deref().cloned().unwrap_or_default();
        let item = one(field, &FieldRules { required: Some(true), ..items })?;
        return Ok((count > 0).then(|| Value::List(vec![item; count])));
    }
    if field.is_list() || !(rules.required() || refuses_default(rules)?) {
        return Ok(None);
    }
    one(field, rules).map(Some)
}

fn refuses_default(rules: &FieldRules) -> Result<bool, Failure> {
    Ok(match &rules.r#type {
        Some(Type::String(text)) => {
            let pattern = text.pattern.as_deref().map(Regex::new).transpose()?;
            text.min_len() > 0 || text.uuid() || pattern.is_some_and(|pattern| !pattern.is_match(""))
        }
        Some(Type::Int32(number)) => number.gte() > 0,
        Some(Type::Double(number)) => number.gte() > 0.0,
        _ => false,
    })
}

/// One good value.
fn one(field: &FieldDescriptor, rules: &FieldRules) -> Result<Value, Failure> {
    Ok(match (field.kind(), &rules.r#type) {
        (Kind::Message(kind), _) => Value::Message(filled(&kind)?),
        (Kind::Enum(kind), _) => {
            let set = kind.values().find(|value| value.number() > 0).ok_or("an enum without values")?;
            Value::EnumNumber(set.number())
        }
        (Kind::Int32, Some(Type::Int32(number))) => Value::I32(number.gte().max(1)),
        (Kind::Int32, _) => Value::I32(1),
        (Kind::Double, Some(Type::Double(number))) => Value::F64(number.gte().max(1.0)),
        (Kind::String, Some(Type::String(text))) if text.email() => Value::String("ana@example.org".into()),
        (Kind::String, Some(Type::String(text))) => match text.pattern.as_deref() {
            Some(pattern) => Value::String(examples(pattern)?.into_iter().next().ok_or("no example")?),
            None => Value::String("x".repeat(usize::try_from(text.min_len().max(1))?)),
        },
        (Kind::String, _) => Value::String("x".into()),
        (Kind::Bytes, _) => Value::Bytes(vec![1].into()),
        (kind, _) => return Err(format!("nothing is known to put into {}: {kind:?}", field.full_name()).into()),
    })
}

fn refuses(field: &FieldDescriptor, text: &str) -> bool {
    let pattern = pattern(field).and_then(|pattern| Regex::new(&pattern).ok());
    pattern.is_some_and(|pattern| !pattern.is_match(text))
}

/// Breaks one rule, of a field beside those on `path` or beside its last one. False where no rule can be broken there.
fn spoil(message: &mut DynamicMessage, path: &[&str]) -> bool {
    let (on_the_way, rest) = path.split_first().map_or(("", path), |(first, rest)| (*first, rest));
    for field in message.descriptor().fields().filter(|field| field.name() != on_the_way) {
        if field.containing_oneof().is_none() && spoil_field(message, &field) {
            return true;
        }
    }
    let Some(field) = message.descriptor().get_field_by_name(on_the_way).filter(|_| !rest.is_empty()) else {
        return false;
    };
    let Some(mut inner) = message.get_field(&field).as_message().cloned() else { return false };
    let spoiled = spoil(&mut inner, rest);
    message.set_field(&field, Value::Message(inner));
    spoiled
}

fn spoil_field(message: &mut DynamicMessage, field: &FieldDescriptor) -> bool {
    let rules = rules(field);
    if field.is_list() || field.is_map() {
        return false;
    }
    match &rules.r#type {
        Some(Type::String(_)) if refuses(field, "!") => message.set_field(field, Value::String("!".into())),
        Some(Type::String(text)) if text.max_len.is_some() => {
            let most = usize::try_from(text.max_len()).unwrap_or_default();
            message.set_field(field, Value::String("x".repeat(most + 1)));
        }
        Some(Type::Int32(number)) if number.gte.is_some() => message.set_field(field, Value::I32(number.gte() - 1)),
        _ if rules.required() => message.clear_field(field),
        _ => return false,
    }
    true
}
