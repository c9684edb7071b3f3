//! Writes the `Rpc` and `Event` implementations from the options in the descriptor pool. What it cannot write stops the
//! build with the name of what is at fault.

use prost_reflect::{
    DescriptorPool, DynamicMessage, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor,
    ReflectMessage, Value,
};

/// The packages of the platform begin so.
const OURS: &str = "aceleracion.";

/// The text of `contract.rs`: one implementation for each request and each event.
pub fn generate(pool: &DescriptorPool) -> String {
    let access = extension(pool, "aceleracion.platform.v1.access");
    let event = extension(pool, "aceleracion.platform.v1.event");
    let services = pool.services().filter(|service| service.full_name().starts_with(OURS));
    let methods: Vec<MethodDescriptor> = services.flat_map(|service| service.methods().collect::<Vec<_>>()).collect();
    let rpcs = methods.iter().map(|method| rpc(method, &access));
    let events = pool.all_messages().filter_map(|message| event_of(&message, &event));
    let shown = messages(pool).map(|message| shown(&message));
    rpcs.chain(events).chain(shown).collect::<Vec<_>>().join("\n")
}

/// Every message of the platform; what protobuf makes of a map is none.
pub fn messages(pool: &DescriptorPool) -> impl Iterator<Item = MessageDescriptor> {
    pool.all_messages().filter(|message| message.full_name().starts_with(OURS) && !message.is_map_entry())
}

/// `impl Debug`, without what is personal; and for the enums inside, which lose theirs with the message.
fn shown(message: &MessageDescriptor) -> String {
    let module = format!("{}::{}", rust_module(message.parent_file().package_name()), snake(message.name()));
    let enums = message.child_enums().map(|inner| {
        format!(
            "impl std::fmt::Debug for {module}::{name} {{
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{
        out.write_str(self.as_str_name())
    }}
}}
",
            name = inner.name(),
        )
    });
    let enums: String = enums.collect();
    format!(
        "{enums}impl std::fmt::Debug for {message_type} {{
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{
        crate::redacted::show(self, \"{full_name}\", out)
    }}
}}
",
        message_type = rust_type(message),
        full_name = message.full_name(),
    )
}

fn extension(pool: &DescriptorPool, name: &str) -> ExtensionDescriptor {
    pool.get_extension_by_name(name).unwrap_or_else(|| panic!("the contract declares no option {name}"))
}

/// `impl Rpc` for the request of one rpc.
fn rpc(method: &MethodDescriptor, access: &ExtensionDescriptor) -> String {
    let (request, response) = (method.input(), method.output());
    let options = method.options();
    assert!(options.has_extension(access), "{} has no access rule", method.full_name());
    let rule = options.get_extension(access).as_message().expect("an access rule").clone();
    check_rule(method, &rule);
    let resource = text(&rule, "resource");
    let request_id = request.get_field_by_name("request_id").map_or("\"\"".into(), |field| read(&[field]));
    format!(
        "impl crate::Rpc for {request_type} {{
    type Response = {response_type};
    const METHOD: &'static str = \"/{service}/{method}\";
    const RESOURCE: &'static str = \"{resource}\";
    const MESSAGE: &'static str = \"{message}\";
    fn resource(&self) -> &str {{ {resource_value} }}
    fn request_id(&self) -> &str {{ {request_id} }}
}}
",
        request_type = rust_type(&request),
        response_type = rust_type(&response),
        service = method.parent_service().full_name(),
        method = method.name(),
        message = request.full_name(),
        resource_value = if resource.is_empty() { "\"\"".into() } else { read(&path(&request, &resource)) },
    )
}

/// Stops the build where a rule decides nothing: nobody is admitted, or somebody to nothing, or, where a name says whose
/// country a call is about, nothing reads that name.
fn check_rule(method: &MethodDescriptor, rule: &DynamicMessage) {
    let name = method.full_name();
    let allow = rule.get_field_by_name("allow").map(|allow| allow.into_owned());
    let allow = allow.as_ref().and_then(Value::as_list).unwrap_or_default();
    assert!(!allow.is_empty(), "nobody may call {name}");
    let reaches: Vec<String> = allow.iter().filter_map(Value::as_message).map(|entry| reach(name, entry)).collect();
    let resource = text(rule, "resource");
    if !resource.is_empty() {
        let named = path(&method.input(), &resource).pop().expect("a path has at least one field");
        assert!(!pattern(&named).is_empty(), "{} says where {name} takes place and has no pattern", named.full_name());
    } else if let Some(named) = names_a_country(&method.input(), 2) {
        let by_the_network = reaches.iter().all(|reach| reach == "REACH_NETWORK");
        assert!(by_the_network, "{} names a country, and the rule of {name} does not read it", named.full_name());
    }
}

/// The reach of an allowance, which asks for a role exactly where its reach depends on one.
fn reach(method: &str, allowance: &DynamicMessage) -> String {
    let roles = allowance.get_field_by_name("roles").map(|roles| roles.into_owned());
    let roles = roles.as_ref().and_then(Value::as_list).unwrap_or_default();
    let field = allowance.descriptor().get_field_by_name("reach").expect("an allowance has a reach");
    let number = allowance.get_field(&field).as_enum_number().unwrap_or_default();
    let kind = field.kind();
    let reach = kind.as_enum().and_then(|kind| kind.get_value(number)).map(|value| value.name().to_owned());
    let reach = reach.filter(|_| number != 0).unwrap_or_else(|| panic!("{method} admits callers to nothing"));
    let anybody = ["REACH_PUBLIC", "REACH_IDENTITY"].contains(&reach.as_str());
    assert!(roles.is_empty() == anybody, "{method} asks for a role, and none counts, or for none where one does");
    assert!(roles.iter().all(|role| role.as_enum_number() != Some(0)), "{method} asks for a role that is none");
    reach
}

/// A field of a request that takes names in a country, so deep inside it.
fn names_a_country(message: &MessageDescriptor, depth: usize) -> Option<FieldDescriptor> {
    message.fields().filter(|field| !field.is_list() && !field.is_map()).find_map(|field| match field.kind() {
        Kind::String => pattern(&field).contains("countries/").then_some(field),
        Kind::Message(inner) if depth > 1 => names_a_country(&inner, depth - 1),
        _ => None,
    })
}

/// The pattern of a text; empty where it has none.
fn pattern(field: &FieldDescriptor) -> String {
    let read = || {
        let rules = field.parent_pool().get_extension_by_name("buf.validate.field")?;
        let options = field.options();
        let rules = options.get_extension(&rules);
        let string = rules.as_message()?.get_field_by_name("string")?.into_owned();
        string.as_message().map(|string| text(string, "pattern"))
    };
    read().unwrap_or_default()
}

/// `impl Event` for a message that is declared as an event.
fn event_of(message: &MessageDescriptor, event: &ExtensionDescriptor) -> Option<String> {
    let options = message.options();
    if !options.has_extension(event) {
        return None;
    }
    let value = options.get_extension(event);
    let rule = value.as_message()?;
    let people = rule.get_field_by_name("people").and_then(|people| people.as_bool()).unwrap_or_default();
    Some(format!(
        "impl crate::Event for {event_type} {{
    const NAME: &'static str = \"{name}\";
    const TYPE: &'static str = \"{full_name}\";
    const PEOPLE: bool = {people};
    fn subject(&self) -> &str {{ &self.name }}
    fn version(&self) -> i64 {{ self.version }}
}}
",
        event_type = rust_type(message),
        name = text(rule, "name"),
        full_name = message.full_name(),
    ))
}

/// The fields along a dotted path; the last one holds text.
fn path(message: &MessageDescriptor, dotted: &str) -> Vec<FieldDescriptor> {
    let mut here = Some(message.clone());
    let mut fields = Vec::new();
    for segment in dotted.split('.') {
        let field = here.as_ref().and_then(|message| message.get_field_by_name(segment));
        let field = field.unwrap_or_else(|| panic!("{} has no field {dotted}", message.full_name()));
        here = field.kind().as_message().cloned();
        fields.push(field);
    }
    let leads_to_text = fields.last().is_some_and(|field| field.kind() == Kind::String && !field.is_list());
    assert!(leads_to_text, "{dotted} of {} is no text", message.full_name());
    fields
}

/// Rust for the text at the end of `fields`, `""` where a message on the way is unset.
fn read(fields: &[FieldDescriptor]) -> String {
    let (last, way) = fields.split_last().expect("a path has at least one field");
    match way.split_first() {
        None => format!("&self.{}", last.name()),
        Some((first, rest)) => {
            let steps: String =
                rest.iter().map(|field| format!(".and_then(|message| {})", step("message", field))).collect();
            format!("{}{steps}.map_or(\"\", |message| &message.{})", step("self", first), last.name())
        }
    }
}

/// Rust for the message in one field of `holder`, as an `Option` of a reference.
fn step(holder: &str, field: &FieldDescriptor) -> String {
    let Some(choice) = field.containing_oneof() else {
        return format!("{holder}.{}.as_ref()", field.name());
    };
    let module = rust_module(field.parent_message().parent_file().package_name());
    let variant =
        format!("{}::{}::{}", snake(field.parent_message().name()), camel(choice.name()), camel(field.name()));
    format!("match &{holder}.{} {{ Some({module}::{variant}(message)) => Some(message), _ => None }}", choice.name())
}

fn text(message: &DynamicMessage, field: &str) -> String {
    let value = message.get_field_by_name(field);
    value.as_deref().and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

/// Where prost put a message of ours: requests, responses and events are never nested.
fn rust_type(message: &MessageDescriptor) -> String {
    format!("{}::{}", rust_module(message.parent_file().package_name()), message.name())
}

/// `aceleracion.partners.v1` is the module `crate::partners::v1`.
fn rust_module(package: &str) -> String {
    let below = package.strip_prefix(OURS).unwrap_or_else(|| panic!("{package} is not a package of ours"));
    format!("crate::{}", below.replace('.', "::"))
}

/// `refused_rows` becomes `RefusedRows`.
fn camel(name: &str) -> String {
    let capitalise = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('_').filter(|word| !word.is_empty()).map(capitalise).collect()
}

/// `RefusedRow` becomes `refused_row`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
