//! The access rules, read from the descriptor set at start.

use std::collections::HashMap;

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor, Value};
use proto::{
    buf_validate::{FieldRules, field_rules::Type},
    platform::v1::{Reach, Role},
};

use super::loans::lendable;

/// The rule of one rpc.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    /// Full method name as gRPC sends it, `/package.Service/Method`.
    pub method: &'static str,
    /// Who may call, and how far.
    pub allow: Vec<(Vec<Role>, Reach)>,
    /// Path of the field that names the place.
    pub resource: String,
    /// Whether no name in a country is among those that this field takes: the rpc is about what the network owns, and
    /// roles of a country stand in its rule to read that.
    pub of_the_network: bool,
    /// Whether requests come as a stream, which may take as long as the caller goes on sending.
    pub streams: bool,
    /// Whether answers come as a stream.
    pub answers_in_stream: bool,
    /// Whether the call goes on where the country it names is suspended.
    pub while_suspended: bool,
    /// Whether a country may lend it: who its queue is lent to may call it there.
    pub lent: bool,
}

/// The rules of all rpcs of the platform, by method.
#[derive(Debug)]
pub struct Rules(HashMap<&'static str, Rule>);

impl Rules {
    /// Reads the rules of every rpc in the contract. Fails, naming them, when rpcs have none: nothing starts then.
    pub fn read() -> Result<Self, MissingRules> {
        let mut rules = HashMap::new();
        let mut missing = Vec::new();
        for service in proto::pool().services() {
            if !service.full_name().starts_with("aceleracion.") {
                continue;
            }
            for method in service.methods() {
                match rule(&method) {
                    Some(rule) => {
                        rules.insert(rule.method, rule);
                    }
                    None => missing.push(method.full_name().to_owned()),
                }
            }
        }
        if missing.is_empty() { Ok(Self(rules)) } else { Err(MissingRules(missing)) }
    }

    /// The rule of a method; none when the method is unknown.
    pub fn of(&self, method: &str) -> Option<&Rule> {
        self.0.get(method)
    }

    /// All rules, by method name.
    pub fn all(&self) -> Vec<&Rule> {
        let mut all: Vec<&Rule> = self.0.values().collect();
        all.sort_by_key(|rule| rule.method);
        all
    }
}

/// Rpcs without an access rule.
#[derive(Debug, thiserror::Error)]
#[error("these rpcs have no access rule in the contract: {}", .0.join(", "))]
pub struct MissingRules(Vec<String>);

fn rule(method: &MethodDescriptor) -> Option<Rule> {
    let extension = proto::pool().get_extension_by_name("aceleracion.platform.v1.access")?;
    let options = method.options();
    if !options.has_extension(&extension) {
        return None;
    }
    let value = options.get_extension(&extension);
    let declared = value.as_message()?;
    let allow: Vec<(Vec<Role>, Reach)> = messages(declared, "allow").map(|entry| allowance(&entry)).collect();
    let usable = allow.iter().all(|(roles, reach)| match reach {
        Reach::Unspecified => false,
        Reach::Public | Reach::Identity => true,
        _ => !roles.is_empty(),
    });
    if allow.is_empty() || !usable {
        return None;
    }
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let resource = declared.get_field_by_name("resource")?.as_str()?.to_owned();
    // Read once at start and kept for the life of the process, like the descriptor pool itself.
    let (streams, answers_in_stream) = (method.is_client_streaming(), method.is_server_streaming());
    let of_the_network = resource.is_empty() || !takes_countries(&method.input(), &resource);
    let while_suspended = declared.get_field_by_name("while_suspended")?.as_bool()?;
    let lent = declared.get_field_by_name("lent")?.as_bool()?;
    // What cannot be lent and says it can is no rule.
    if lent && (of_the_network || !lendable(&allow)) {
        return None;
    }
    let method = path.leak();
    Some(Rule { method, allow, resource, of_the_network, streams, answers_in_stream, while_suspended, lent })
}

/// Whether the field at `path` takes names in a country. One without a pattern takes everything.
fn takes_countries(message: &MessageDescriptor, path: &str) -> bool {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let Some(field) = message.get_field_by_name(first) else { return true };
    match field.kind() {
        Kind::Message(inner) => takes_countries(&inner, rest),
        _ => pattern(&field).is_none_or(|pattern| pattern.contains("countries/")),
    }
}

fn pattern(field: &FieldDescriptor) -> Option<String> {
    let extension = proto::pool().get_extension_by_name("buf.validate.field")?;
    let options = field.options();
    let rules: FieldRules = options.get_extension(&extension).as_message()?.transcode_to().ok()?;
    match rules.r#type {
        Some(Type::String(text)) => text.pattern,
        _ => None,
    }
}

fn allowance(entry: &DynamicMessage) -> (Vec<Role>, Reach) {
    let number = |value: &Value| value.as_enum_number().unwrap_or_default();
    let roles = entry.get_field_by_name("roles");
    let roles = roles.as_deref().and_then(Value::as_list).unwrap_or_default();
    let roles = roles.iter().filter_map(|role| Role::try_from(number(role)).ok()).collect();
    let reach = entry.get_field_by_name("reach").map(|value| number(&value)).unwrap_or_default();
    (roles, Reach::try_from(reach).unwrap_or(Reach::Unspecified))
}

fn messages(parent: &DynamicMessage, field: &str) -> impl Iterator<Item = DynamicMessage> {
    let value = parent.get_field_by_name(field).map(|value| value.into_owned());
    let list = match value {
        Some(Value::List(list)) => list,
        _ => Vec::new(),
    };
    list.into_iter().filter_map(|value| value.as_message().cloned())
}
