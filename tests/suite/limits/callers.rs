//! What one caller may ask.

use std::time::{Duration, SystemTime};

use futures::future::join_all;
use platform::clients::Caller;
use proto::{
    partners::v1::{ApiKey, CreateApiKeyRequest},
    platform::v1::Role,
};
use tests::{network::Network, patience::until, platform::Failure, raw};
use tonic::{Code, Status};

use super::{Import, PATIENT, check, draft, limited, list, list_countries, refusals};

/// Calls until some are refused for their rate, on however slow a machine.
async fn too_fast(caller: &Caller, country: &str) -> Result<Status, Failure> {
    for _ in 0..20 {
        let answers = join_all((0..50).map(|_| list(caller, country))).await;
        if let Some(refusal) = refusals(answers).pop() {
            return Ok(refusal);
        }
    }
    Err("a thousand calls, and none of them too many".into())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_calls_too_fast_is_told_when_to_call_again_and_others_go_on() -> Result<(), Failure> {
    let network = limited(&[("limits.caller_rate", "5")]).await?;
    for language in ["es", "en", "pt"] {
        let ana = network.caller("ana", "office_admin", "do", language)?;
        let refusal = too_fast(&ana, "do").await?;
        check(&refusal, Code::ResourceExhausted, "CALLER_QUOTA_EXCEEDED", Some("ana"))?;
    }
    list(&network.caller("luis", "office_admin", "do", "es")?, "do").await?;
    // And whoever was refused is answered again when the time is over.
    let ana = network.caller("ana", "office_admin", "do", "es")?;
    until("an answer to whoever was too fast", || async { Ok(list(&ana, "do").await.ok()) }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_token_is_counted_by_address() -> Result<(), Failure> {
    let network = limited(&[("limits.caller_rate", "5")]).await?;
    let channel = network.channel().await?;
    let path = "/aceleracion.partners.v1.PartnersService/ListCountries";
    // In less time than there is room for them.
    let answers = join_all((0..500).map(|_| raw::call(&channel, path, Vec::new(), &[]))).await;
    let refusal = answers.into_iter().find_map(Result::err).ok_or("none of them is too many")?;
    check(&refusal, Code::ResourceExhausted, "CALLER_QUOTA_EXCEEDED", Some("127.0.0.1"))?;
    list_countries(&network.office("do")?).await?;
    Ok(())
}

async fn key(network: &Network) -> Result<(String, String), Failure> {
    let api_key = ApiKey {
        display_name: "observatory".into(),
        roles: vec![Role::OfficeStaff.into()],
        expire_time: SystemTime::now().checked_add(Duration::from_secs(86_400)).map(Into::into),
        ..ApiKey::default()
    };
    let request = CreateApiKeyRequest { parent: "countries/do".into(), api_key: Some(api_key) };
    let issued = network.office("do")?.partners.create_api_key(request).await?.into_inner();
    Ok((issued.api_key.unwrap_or_default().name, issued.secret))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_key_has_a_limit_of_its_own() -> Result<(), Failure> {
    let network = limited(&[("limits.key_rate", "3")]).await?;
    let (name, secret) = key(&network).await?;
    let system = network.bearer(&secret)?;
    until("the key in registrations", || async {
        // Each look is a call too.
        let code = list(&system, "do").await.map_or_else(|status| status.code(), |()| Code::Ok);
        Ok((code == Code::Ok).then_some(()))
    })
    .await?;
    let refusal = too_fast(&system, "do").await?;
    check(&refusal, Code::ResourceExhausted, "CALLER_QUOTA_EXCEEDED", Some(&name))?;
    list(&network.office("do")?, "do").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_has_so_many_calls_open_and_others_go_on() -> Result<(), Failure> {
    let network = limited(&[("limits.caller_calls", "2"), PATIENT]).await?;
    let ana = network.caller("ana", "office_admin", "do", "es")?;
    // Nobody can write, so whoever wants to has a call open.
    let holding = network.data.hold_registrations().await?;
    let mut writing = tokio::task::JoinSet::new();
    for title in ["Una", "Otra", "Otra más"] {
        let mut ana = ana.registrations.clone();
        writing.spawn(async move { ana.create_registration(draft("do", title)).await.map(drop) });
    }
    let refusal = writing.join_next().await.ok_or("three calls")??.err().ok_or("the third is taken too")?;
    check(&refusal, Code::ResourceExhausted, "CALLER_QUOTA_EXCEEDED", Some("ana"))?;
    list(&network.office("do")?, "do").await?;
    holding.rollback().await?;
    for answer in writing.join_all().await {
        answer?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_sends_so_many_files_at_once_and_others_send_theirs() -> Result<(), Failure> {
    let network = limited(&[("limits.caller_streams", "1")]).await?;
    let ana = network.caller("ana", "office_admin", "do", "es")?;
    let (one, other) = (Import::begin(&ana), Import::begin(&ana));
    for import in [&one, &other] {
        import.send_settings("do").await?;
    }
    // Whichever came second.
    let (refused, open) = until("one of them refused", || async {
        Ok(match (one.answer.is_finished(), other.answer.is_finished()) {
            (true, _) => Some((0, 1)),
            (_, true) => Some((1, 0)),
            _ => None,
        })
    })
    .await?;
    let mut both = [Some(one), Some(other)];
    let refusal = both[refused].take().ok_or("taken")?.refusal().await?;
    check(&refusal, Code::ResourceExhausted, "CALLER_QUOTA_EXCEEDED", Some("ana"))?;
    let luis = Import::begin(&network.caller("luis", "office_admin", "do", "es")?);
    luis.send_settings("do").await?;
    for import in [luis, both[open].take().ok_or("taken")?] {
        let answer = import.end().await?;
        assert_eq!(answer.err().map(|status| status.code()), Some(Code::InvalidArgument), "an empty file, but read");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_are_too_large_are_refused_and_the_connection_goes_on() -> Result<(), Failure> {
    let network = limited(&[("server.max_header_bytes", "4096")]).await?;
    let channel = network.channel().await?;
    let path = "/aceleracion.partners.v1.PartnersService/ListCountries";
    let call = |size: usize| {
        let (channel, filling) = (channel.clone(), "a".repeat(size));
        async move { raw::call(&channel, path, Vec::new(), &[("x-filling", filling.as_str())]).await.err() }
    };
    assert!(call(1000).await.is_none());
    for language in ["es", "en", "pt"] {
        let headers = [("x-filling", &*"a".repeat(5000)), ("accept-language", language)];
        let refusal = raw::call(&channel, path, Vec::new(), &headers).await.err().ok_or("it is taken")?;
        let expected = crate::bad_input::refusal::refused(Code::ResourceExhausted, "HEADERS_TOO_LARGE");
        crate::bad_input::refusal::check(&refusal, language, expected)?;
    }
    assert!(call(1000).await.is_none());
    // What the transport does not read has no reason; whoever sends it may have to connect again.
    assert!(call(50_000).await.is_some());
    until("an answer after that", || async { Ok(call(1000).await.is_none().then_some(())) }).await
}
