//! Every rpc of the contract, asked from the wrong country, with the wrong role, and without a token. The calls are made
//! from the descriptor set, so that a new rpc cannot be forgotten.

use std::sync::Arc;

use platform::{
    access::{Held, rules::Rules, tokens::TrialIssuer},
    config::Config,
    metrics::Metrics,
    run,
};
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor, Value, prost::Message};
use proto::platform::v1::{Reach, Role};
use tests::{platform::Failure, raw};
use tonic::{
    Code,
    transport::{Channel, Endpoint},
};

const SERVICES: [platform::service::Service; 4] =
    [partners::SERVICE, registrations::SERVICE, reviews::SERVICE, notifications::SERVICE];

#[tokio::test(flavor = "multi_thread")]
async fn every_rpc_refuses_strangers_and_tells_them_nothing() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let mut config = Config::load_from(None, Default::default())?;
    config.data_folder = folder.path().to_path_buf();
    config.server.listen = "127.0.0.1:0".parse()?;
    let config = Arc::new(config);
    let running = run::start(&SERVICES, &SERVICES, &config, &Metrics::off()).await?;
    let issuer = TrialIssuer::from_config(&config)?;
    let channel = Endpoint::try_from(format!("http://{}", running.address))?.connect().await?;
    let token = |role: Role, country: &str| issuer.token("somebody", &[Held { role, country: country.into() }]);
    let rules = Rules::read()?;
    let mut calls = 0;
    for rule in rules.all() {
        let public = rule.allow.iter().any(|(_, reach)| *reach == Reach::Public);
        let request = request_in(rule.method, &rule.resource, "do")?;
        if public {
            continue;
        }
        let answer = call(&channel, rule.method, &request, None).await;
        assert_eq!(answer, Err(Code::Unauthenticated), "{} without a token", rule.method);
        calls += 1;
        for role in ROLES {
            let allowed = rule.allow.iter().find(|(roles, _)| roles.contains(&role));
            let in_a_country = token(role, "cr")?;
            let answer = call(&channel, rule.method, &request, Some(&in_a_country)).await;
            calls += 1;
            match allowed {
                // Whoever is somebody may ask; what they ask for is not there.
                None if rule.allow.iter().any(|(_, reach)| *reach == Reach::Identity) => {
                    assert_eq!(answer, Err(Code::NotFound), "{} as {role:?}", rule.method);
                }
                None => assert_eq!(answer, Err(Code::PermissionDenied), "{} as {role:?}", rule.method),
                // A role of the network counts only where it is held in the network.
                Some((_, Reach::Network | Reach::Intervention)) => {
                    assert_eq!(answer, Err(Code::PermissionDenied), "{} as {role:?} of one country", rule.method);
                }
                Some(_) if places_a_country(&rule.resource, &request) && !is_streaming(rule.method) => {
                    assert_eq!(answer, Err(Code::NotFound), "{} as {role:?} of another country", rule.method);
                }
                Some(_) => {}
            }
        }
    }
    println!("access walk: {calls} calls, 0 wrong");
    assert!(calls > 200, "the contract has more rpcs than that");
    running.stop().await;
    Ok(())
}

const ROLES: [Role; 8] = [
    Role::Applicant,
    Role::Reviewer,
    Role::PartnerRepresentative,
    Role::OfficeStaff,
    Role::OfficeAdmin,
    Role::RegionalObserver,
    Role::RegionalAdmin,
    Role::System,
];

fn is_streaming(method: &str) -> bool {
    ["/ImportRegistrations", "/ImportCountry"].iter().any(|streaming| method.ends_with(streaming))
}

fn places_a_country(resource: &str, request: &DynamicMessage) -> bool {
    let found = resource.split('.').next().and_then(|first| request.get_field_by_name(first).map(|v| v.into_owned()));
    match found {
        Some(Value::String(name)) => name.starts_with("countries/"),
        Some(Value::Message(inner)) => inner
            .get_field_by_name("name")
            .is_some_and(|name| name.as_str().unwrap_or_default().starts_with("countries/")),
        _ => false,
    }
}

/// The request message of an rpc, with a well-formed name in `country` where its rule has one.
fn request_in(method: &str, resource: &str, country: &str) -> Result<DynamicMessage, Failure> {
    let (service, name) = method.trim_start_matches('/').split_once('/').ok_or("a method has two parts")?;
    let service = proto::pool().get_service_by_name(service).ok_or("unknown service")?;
    let method = service.methods().find(|known| known.name() == name).ok_or("unknown method")?;
    let mut message = DynamicMessage::new(method.input());
    if !resource.is_empty() {
        let path: Vec<&str> = resource.split('.').collect();
        place(&mut message, &method.input(), &path, country)?;
    }
    Ok(message)
}

fn place(message: &mut DynamicMessage, kind: &MessageDescriptor, path: &[&str], country: &str) -> Result<(), Failure> {
    let [first, rest @ ..] = path else { return Ok(()) };
    let field = kind.get_field_by_name(first).ok_or("the rule names a field that is not there")?;
    if let (Kind::Message(inner), false) = (field.kind(), rest.is_empty()) {
        let mut nested = DynamicMessage::new(inner.clone());
        place(&mut nested, &inner, rest, country)?;
        message.set_field(&field, Value::Message(nested));
        return Ok(());
    }
    message.set_field(&field, Value::String(example(&field, country)));
    Ok(())
}

/// A name that fits the pattern in the contract.
fn example(field: &prost_reflect::FieldDescriptor, country: &str) -> String {
    let rules = proto::pool().get_extension_by_name("buf.validate.field");
    let options = field.options();
    let pattern = rules.and_then(|rules| {
        let rules = options.get_extension(&rules);
        let string = rules.as_message()?.get_field_by_name("string")?;
        let pattern = string.as_message()?.get_field_by_name("pattern")?;
        pattern.as_str().map(str::to_owned)
    });
    let id = "00000000-0000-7000-8000-000000000000";
    let mut name = pattern.unwrap_or_default().replace(['^', '$'], "").replace("|network)", ")");
    if name.contains("/cases/([0-9a-f-]{36}|-)|") {
        return format!("countries/{country}/cases/-");
    }
    for (part, value) in
        [("([a-z]{2}|-)", country), ("[a-z]{2}", country), ("[0-9a-f-]{36}", id), ("[a-z0-9-]{1,40}", "x")]
    {
        name = name.replace(part, value);
    }
    name.replace(['(', ')', '?'], "")
}

async fn call(channel: &Channel, method: &str, request: &DynamicMessage, token: Option<&str>) -> Result<(), Code> {
    let bearer = token.map(|token| format!("Bearer {token}"));
    let headers: Vec<(&str, &str)> = bearer.iter().map(|bearer| ("authorization", bearer.as_str())).collect();
    raw::call(channel, method, request.encode_to_vec(), &headers).await.map(drop).map_err(|status| status.code())
}
