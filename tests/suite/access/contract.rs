//! The rpcs of the contract, as their descriptors tell of them.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};
use proto::{buf_validate::FieldRules, platform::v1::AccessRule};
use regex::Regex;
use tests::platform::Failure;

use super::{
    example::examples,
    rule::{Place, place_of},
};

/// What an rpc that only reads begins with. Whatever has another name is taken for one that changes something.
const READS: [&str; 9] = ["Get", "List", "Search", "Summarize", "Export", "Download", "Verify", "Compare", "Explain"];

/// One rpc.
pub struct Rpc {
    /// As gRPC sends it, `/aceleracion.reviews.v1.ReviewsService/GetCase`.
    pub path: String,
    /// Its access rule.
    pub rule: AccessRule,
    pub(super) input: MessageDescriptor,
    output: MessageDescriptor,
    /// What the field takes that says where a call takes place, if there is one.
    named: Option<Named>,
}

struct Named {
    pattern: Regex,
    /// A name of each form that it takes, none of which anything has.
    examples: Vec<String>,
}

impl Rpc {
    /// Every rpc of the platform.
    pub fn all() -> Result<Vec<Self>, Failure> {
        let services = proto::pool().services().filter(|service| service.full_name().starts_with("aceleracion."));
        services.flat_map(|service| service.methods().collect::<Vec<_>>()).map(|method| Self::of(&method)).collect()
    }

    fn of(method: &MethodDescriptor) -> Result<Self, Failure> {
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        let access = proto::pool().get_extension_by_name("aceleracion.platform.v1.access").ok_or("no extension")?;
        let options = method.options();
        if !options.has_extension(&access) {
            return Err(format!("{path} has no access rule").into());
        }
        let rule = options.get_extension(&access);
        let rule: AccessRule = rule.as_message().ok_or("a rule is a message")?.transcode_to()?;
        let named = match rule.resource.as_str() {
            "" => None,
            resource => Some(Named::by(&method.input(), resource).map_err(|problem| format!("{path}: {problem}"))?),
        };
        Ok(Self { path, rule, input: method.input(), output: method.output(), named })
    }

    /// Its name alone, `GetCase`.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Whether it changes nothing.
    pub fn only_reads(&self) -> bool {
        READS.iter().any(|verb| self.name().starts_with(verb))
    }

    /// Whether a request has this field.
    pub fn has(&self, field: &str) -> bool {
        self.input.get_field_by_name(field).is_some()
    }

    /// Whether a name in the request says where the call takes place.
    pub fn names_a_place(&self) -> bool {
        self.named.is_some()
    }

    /// Whether the contract allows this name in the field that says where the call takes place.
    pub fn takes(&self, name: &str) -> bool {
        self.named.as_ref().is_some_and(|named| named.pattern.is_match(name))
    }

    /// Whether nothing that it takes as a name lies in a country: it is about what the network owns and all share.
    pub fn is_of_the_network(&self) -> bool {
        self.named.as_ref().is_none_or(|named| named.examples.iter().all(|name| place_of(name) == Place::Network))
    }

    /// Whether it is about a country as such: what it takes as a name is that of one, and not where something lies.
    pub fn is_of_a_country(&self) -> bool {
        !self.rule.resource.ends_with("parent") && self.takes("countries/do")
    }

    /// A name in this place that the contract allows and nothing has.
    pub fn name_of_nothing(&self, place: Place) -> Option<String> {
        let mut names = self.named.iter().flat_map(|named| named.examples.iter());
        match place {
            Place::Country(code) => {
                let name = names.find(|name| matches!(place_of(name), Place::Country(_)))?;
                let (_, rest) = name.strip_prefix("countries/")?.split_at_checked(2)?;
                Some(format!("countries/{code}{rest}"))
            }
            _ => names.find(|name| place_of(name) == place).cloned(),
        }
    }

    /// An answer, read.
    pub fn read(&self, answer: &[u8]) -> Result<DynamicMessage, Failure> {
        Ok(DynamicMessage::decode(self.output.clone(), answer)?)
    }

    /// The token of the next page in an answer; empty where there is none.
    pub fn next_page(&self, answer: &[u8]) -> Result<String, Failure> {
        let answer = self.read(answer)?;
        let token = answer.get_field_by_name("next_page_token");
        Ok(token.and_then(|token| token.as_str().map(str::to_owned)).unwrap_or_default())
    }
}

impl Named {
    fn by(request: &MessageDescriptor, resource: &str) -> Result<Self, Failure> {
        let pattern = pattern_at(request, resource)?;
        // Nothing but the field of a message that is also written without its name is empty, and names no place then.
        let examples = examples(&pattern)?.into_iter().filter(|name| !name.is_empty()).collect();
        let named = Self { examples, pattern: Regex::new(&pattern)? };
        match named.examples.iter().find(|name| !named.pattern.is_match(name)) {
            Some(wrong) => Err(format!("{wrong} was made of {pattern}, which does not take it").into()),
            None => Ok(named),
        }
    }
}

/// The pattern that the contract sets on the field at `path`.
fn pattern_at(kind: &MessageDescriptor, path: &str) -> Result<String, Failure> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let field = kind.get_field_by_name(first).ok_or("the rule names a field that is not there")?;
    match field.kind() {
        Kind::Message(inner) => pattern_at(&inner, rest),
        _ => pattern(&field).ok_or_else(|| format!("{} has no pattern", field.full_name()).into()),
    }
}

/// The pattern of a text.
pub fn pattern(field: &FieldDescriptor) -> Option<String> {
    use proto::buf_validate::field_rules::Type;
    match rules(field).r#type {
        Some(Type::String(rules)) => rules.pattern,
        _ => None,
    }
}

/// The validation rules of a field.
pub fn rules(field: &FieldDescriptor) -> FieldRules {
    let read = || {
        let extension = proto::pool().get_extension_by_name("buf.validate.field")?;
        let options = field.options();
        options.get_extension(&extension).as_message()?.transcode_to().ok()
    };
    read().unwrap_or_default()
}
