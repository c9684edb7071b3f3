//! What the contract promises of every rpc and every event, and what stops its build.

#[path = "build/contract.rs"]
mod build;

use std::collections::HashSet;

use prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor, Value,
};

use crate::registrations::v1::{
    ImportRegistrationsRequest, ImportSettings, ListEditionsRequest, Registration, RegistrationSubmitted,
    SubmitRegistrationRequest, UpdateRegistrationRequest, import_registrations_request::Content,
};
use crate::{
    DESCRIPTOR_SET, Event, Rpc,
    partners::v1::MemberRecorded,
    platform::v1::{AccessRule, Allowance, Reach, Role},
    pool,
};

fn rpcs() -> Vec<MethodDescriptor> {
    let services = pool().services().filter(|service| service.full_name().starts_with("aceleracion."));
    services.flat_map(|service| service.methods().collect::<Vec<_>>()).collect()
}

/// The value of one of our options, where it is set.
fn option(options: &DynamicMessage, name: &str) -> Option<DynamicMessage> {
    let extension = pool().get_extension_by_name(name).expect("the option is declared");
    let set = options.has_extension(&extension);
    set.then(|| options.get_extension(&extension).as_message().expect("a message").clone())
}

fn access(rpc: &MethodDescriptor) -> DynamicMessage {
    option(&rpc.options(), "aceleracion.platform.v1.access")
        .unwrap_or_else(|| panic!("{} has no rule", rpc.full_name()))
}

fn events() -> Vec<(MessageDescriptor, DynamicMessage)> {
    let event = |message: &MessageDescriptor| option(&message.options(), "aceleracion.platform.v1.event");
    pool().all_messages().filter_map(|message| event(&message).map(|rule| (message, rule))).collect()
}

fn personal(field: &FieldDescriptor) -> bool {
    let extension = pool().get_extension_by_name("aceleracion.platform.v1.personal").expect("the option is declared");
    field.options().get_extension(&extension).as_bool() == Some(true)
}

#[test]
fn every_rpc_says_who_may_call_it_and_how_far_they_reach() {
    assert!(!rpcs().is_empty());
    for rpc in rpcs() {
        let rule = access(&rpc);
        let allow = rule.get_field_by_name("allow").expect("declared");
        let allow = allow.as_list().expect("a list");
        assert!(!allow.is_empty(), "nobody may call {}", rpc.full_name());
        for allowance in allow.iter().filter_map(Value::as_message) {
            let reach = allowance.get_field_by_name("reach").expect("declared").as_enum_number();
            let no_roles =
                allowance.get_field_by_name("roles").expect("declared").as_list().expect("a list").is_empty();
            assert_ne!(reach, Some(0), "{} admits callers to nothing", rpc.full_name());
            let anybody = [Reach::Public, Reach::Identity].iter().any(|open| reach == Some(*open as i32));
            assert_eq!(no_roles, anybody, "a role is asked for, or none counts: {}", rpc.full_name());
        }
    }
}

/// What stops the build when this rpc has this rule, or none.
fn stop(rpc: &str, rule: Option<AccessRule>) -> Option<String> {
    let mut set = DynamicMessage::decode(kind("google.protobuf.FileDescriptorSet"), DESCRIPTOR_SET).expect("a set");
    let rule = rule.map(|rule| rule.encode_to_vec());
    let mut met = 0;
    for file in inner(&mut set, "file") {
        for service in inner(file, "service") {
            let named = |method: &&mut DynamicMessage| method.get_field_by_name("name") == Some(value(rpc));
            for method in inner(service, "method").filter(named) {
                met += 1;
                change_rule(method, rule.as_deref());
            }
        }
    }
    assert_eq!(met, 1, "{rpc} is one rpc");
    let changed = DescriptorPool::decode(set.encode_to_vec().as_slice()).expect("a pool");
    let stopped = std::panic::catch_unwind(|| build::generate(&changed)).err()?;
    stopped.downcast::<String>().ok().map(|said| *said)
}

fn kind(name: &str) -> MessageDescriptor {
    pool().get_message_by_name(name).expect("it is imported")
}

fn value(text: &str) -> std::borrow::Cow<'_, Value> {
    std::borrow::Cow::Owned(Value::String(text.into()))
}

/// The messages in a field that repeats.
fn inner<'a>(message: &'a mut DynamicMessage, field: &str) -> impl Iterator<Item = &'a mut DynamicMessage> {
    let list = message.get_field_by_name_mut(field).and_then(Value::as_list_mut).expect("a list");
    list.iter_mut().filter_map(Value::as_message_mut)
}

fn change_rule(method: &mut DynamicMessage, rule: Option<&[u8]>) {
    let access = pool().get_extension_by_name("aceleracion.platform.v1.access").expect("the option is declared");
    let options = method.get_field_by_name_mut("options").and_then(Value::as_message_mut).expect("options");
    options.clear_extension(&access);
    if let Some(rule) = rule {
        let rule = DynamicMessage::decode(kind("aceleracion.platform.v1.AccessRule"), rule).expect("a rule");
        options.set_extension(&access, Value::Message(rule));
    }
}

#[test]
fn an_rpc_whose_rule_decides_nothing_stops_the_build() {
    let rule = |roles: &[Role], reach: Reach, resource: &str| {
        let roles = roles.iter().map(|role| i32::from(*role)).collect();
        let allow = vec![Allowance { roles, reach: reach.into() }];
        Some(AccessRule { allow, resource: resource.into(), ..AccessRule::default() })
    };
    let staff = [Role::OfficeStaff];
    let says = |rule: Option<AccessRule>| stop("GetCase", rule).unwrap_or_default();
    let rpc = "aceleracion.reviews.v1.ReviewsService.GetCase";
    assert_eq!(says(rule(&staff, Reach::Country, "name")), "", "this one is good");
    assert_eq!(says(None), format!("{rpc} has no access rule"));
    assert_eq!(says(Some(AccessRule::default())), format!("nobody may call {rpc}"));
    assert_eq!(says(rule(&staff, Reach::Unspecified, "name")), format!("{rpc} admits callers to nothing"));
    assert!(says(rule(&[], Reach::Country, "name")).contains("none counts"));
    assert!(says(rule(&staff, Reach::Public, "name")).contains("none counts"));
    assert!(says(rule(&[Role::Unspecified], Reach::Own, "name")).contains("a role that is none"));
    assert!(says(rule(&staff, Reach::Country, "")).contains("names a country, and the rule"));
    assert!(says(rule(&[], Reach::Public, "")).contains("names a country, and the rule"));
    assert!(says(rule(&staff, Reach::Country, "nothing")).contains("has no field nothing"));
}

#[test]
fn every_resource_path_leads_to_text() {
    for rpc in rpcs() {
        let rule = access(&rpc);
        let path = rule.get_field_by_name("resource").expect("declared").as_str().expect("text").to_owned();
        let mut message = Some(rpc.input());
        let mut kind = Kind::String;
        for segment in path.split('.').filter(|segment| !segment.is_empty()) {
            let field = message.as_ref().and_then(|message| message.get_field_by_name(segment));
            let field = field.unwrap_or_else(|| panic!("{} has no {path}", rpc.input().full_name()));
            assert!(!field.is_list(), "{path} of {} repeats", rpc.full_name());
            kind = field.kind();
            message = kind.as_message().cloned();
        }
        assert_eq!(kind, Kind::String, "{path} of {}", rpc.full_name());
    }
}

#[test]
fn no_two_rpcs_share_a_request_or_a_response() {
    let mut seen = HashSet::new();
    for rpc in rpcs() {
        assert!(seen.insert(rpc.input().full_name().to_owned()), "{}", rpc.input().full_name());
        assert!(seen.insert(rpc.output().full_name().to_owned()), "{}", rpc.output().full_name());
    }
}

#[test]
fn every_event_names_its_resource_and_version_under_a_name_of_its_own() {
    let mut names = HashSet::new();
    for (message, rule) in events() {
        let kind = |field: &str| message.get_field_by_name(field).map(|field| field.kind());
        assert_eq!(kind("name"), Some(Kind::String), "{}", message.full_name());
        assert_eq!(kind("version"), Some(Kind::Int64), "{}", message.full_name());
        let name = rule.get_field_by_name("name").expect("declared").as_str().expect("text").to_owned();
        assert!(name.split('.').count() == 2 && names.insert(name.clone()), "{name} of {}", message.full_name());
    }
    assert!(!names.is_empty());
}

#[test]
fn personal_data_is_only_in_events_about_people() {
    for (message, rule) in events() {
        let people = rule.get_field_by_name("people").expect("declared").as_bool().expect("a flag");
        let mut seen = HashSet::new();
        assert_eq!(holds_personal(&message, &mut seen), people, "{}", message.full_name());
    }
}

fn holds_personal(message: &MessageDescriptor, seen: &mut HashSet<String>) -> bool {
    let first_time = seen.insert(message.full_name().to_owned());
    let holds = |field: FieldDescriptor, seen: &mut HashSet<String>| {
        personal(&field) || field.kind().as_message().is_some_and(|inner| holds_personal(inner, seen))
    };
    first_time && message.fields().any(|field| holds(field, seen))
}

#[test]
fn a_request_knows_its_rpc_and_its_place() {
    let submit = SubmitRegistrationRequest { name: "countries/do/registrations/1".into(), ..Default::default() };
    let method = "/aceleracion.registrations.v1.RegistrationsService/SubmitRegistration";
    assert_eq!(SubmitRegistrationRequest::METHOD, method);
    assert_eq!(submit.resource(), "countries/do/registrations/1");

    let registration = Registration { name: "countries/do/registrations/2".into(), ..Default::default() };
    let update =
        UpdateRegistrationRequest { registration: Some(registration), request_id: "a".into(), ..Default::default() };
    assert_eq!((update.resource(), update.request_id()), ("countries/do/registrations/2", "a"));
    assert_eq!(UpdateRegistrationRequest::default().resource(), "");

    let settings = ImportSettings { parent: "countries/do".into(), ..Default::default() };
    let import = ImportRegistrationsRequest { content: Some(Content::Settings(settings)) };
    assert_eq!(import.resource(), "countries/do");
    let chunk = ImportRegistrationsRequest { content: Some(Content::Chunk(Vec::new())) };
    assert_eq!(chunk.resource(), "");

    assert_eq!((ListEditionsRequest::RESOURCE, ListEditionsRequest::default().request_id()), ("", ""));
}

#[test]
fn an_event_knows_its_name_and_subject() {
    let event = RegistrationSubmitted { name: "countries/do/registrations/1".into(), version: 2, ..Default::default() };
    assert_eq!((event.subject(), event.version()), ("countries/do/registrations/1", 2));
    assert_eq!(RegistrationSubmitted::NAME, "registration.submitted");
    assert_eq!(RegistrationSubmitted::TYPE, "aceleracion.registrations.v1.RegistrationSubmitted");
    let people = [RegistrationSubmitted::PEOPLE, MemberRecorded::PEOPLE];
    assert_eq!(people, [false, true]);
}
