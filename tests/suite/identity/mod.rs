//! Whose word counts: a real OpenID Connect provider, what others make up in its name, and its bad days. The platform
//! runs as its own process, in production mode, on real servers.
//!
//! A caller who is recognised holds no role here, so that the answer is PERMISSION_DENIED; one who is not gets
//! UNAUTHENTICATED.

mod forged;

use std::time::Duration;

use proto::registrations::v1::{
    ListPublicationsRequest, SummarizeRegistrationsRequest, registrations_service_client::RegistrationsServiceClient,
};
use serde_json::{Value, json};
use tests::{
    platform::{Failure, Ground, Serving},
    servers::{Authority, Provider},
};
use tonic::{Code, Request, Status, transport::Channel};
use tonic_types::StatusExt;

const RECOGNISED: Code = Code::PermissionDenied;
const REFUSED: Code = Code::Unauthenticated;
const LIMIT: Duration = Duration::from_secs(60);

/// A platform in production mode that believes a provider.
struct Platform {
    _ground: Ground,
    _serving: Serving,
    calls: RegistrationsServiceClient<Channel>,
}

impl Platform {
    async fn start(name: &str, issuer: &str, settings: &[(&str, &str)]) -> Result<Self, Failure> {
        let mut ground = Ground::in_production(name, issuer).await?;
        for (setting, value) in settings {
            ground.set(&format!("ACELERACION__IDENTITY__{setting}"), value);
        }
        let serving = ground.serve(&["registrations"]).await?;
        let calls = RegistrationsServiceClient::connect(serving.url.clone()).await?;
        Ok(Self { _ground: ground, _serving: serving, calls })
    }

    /// How a call with this token is answered that nobody may make without a role.
    async fn answer(&self, token: &str) -> Result<Status, Failure> {
        let mut request =
            Request::new(SummarizeRegistrationsRequest { parent: "countries/do".into(), ..Default::default() });
        request.metadata_mut().insert("authorization", format!("Bearer {token}").parse()?);
        match self.calls.clone().summarize_registrations(request).await {
            Ok(_) => Err("nobody holds a role here, and yet the call was allowed".into()),
            Err(status) => Ok(status),
        }
    }

    async fn code(&self, token: &str) -> Result<Code, Failure> {
        Ok(self.answer(token).await?.code())
    }

    /// Calls until the answer is this one.
    async fn comes_to(&self, expected: Code, token: &str) -> Result<(), Failure> {
        let mut last = None;
        let come = tokio::time::timeout(LIMIT, async {
            loop {
                last = Some(self.code(token).await?);
                if last == Some(expected) {
                    return Ok(());
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        });
        come.await.map_err(|_| format!("still {last:?} instead of {expected:?}"))?
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_the_provider_signs_for_is_recognised_and_holds_no_role_by_its_word() -> Result<(), Failure> {
    let keys = ["first RS256", "second PS256", "third ES256", "fourth ES384", "fifth EdDSA"];
    let provider = Provider::start(&keys).await?;
    let platform = Platform::start("identity_recognised", provider.issuer(), &[]).await?;
    for key in ["first", "second", "third", "fourth", "fifth"] {
        let token = provider.token_with(key, &Value::Null).await?;
        assert_eq!(platform.code(&token).await?, RECOGNISED, "{key}");
    }
    let several = provider.token_with("", &json!({ "aud": ["account", "aceleracion"] })).await?;
    assert_eq!(platform.code(&several).await?, RECOGNISED);
    let admin = json!({ "roles": [{ "role": "regional_admin", "country": "network" }] });
    assert_eq!(platform.code(&provider.token_with("", &admin).await?).await?, RECOGNISED);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_new_is_looked_for_when_it_is_first_named() -> Result<(), Failure> {
    let provider = Provider::start(&["first RS256"]).await?;
    // On a schedule that does not come round while this test runs.
    let settings = [("REFRESH_SECONDS", "86400"), ("REFRESH_PAUSE_SECONDS", "1")];
    let platform = Platform::start("identity_new_key", provider.issuer(), &settings).await?;
    let by_first = provider.token().await?;
    assert_eq!(platform.code(&by_first).await?, RECOGNISED);
    provider.rotate(&["second ES256", "first RS256"]).await?;
    platform.comes_to(RECOGNISED, &provider.token().await?).await?;
    assert_eq!(platform.code(&by_first).await?, RECOGNISED, "both keys are published");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_taken_back_ends_its_tokens_by_itself() -> Result<(), Failure> {
    let provider = Provider::start(&["first RS256"]).await?;
    let platform = Platform::start("identity_taken_back", provider.issuer(), &[("REFRESH_SECONDS", "1")]).await?;
    let by_first = provider.token().await?;
    assert_eq!(platform.code(&by_first).await?, RECOGNISED);
    provider.rotate(&["second RS256"]).await?;
    platform.comes_to(REFUSED, &by_first).await?;
    platform.comes_to(RECOGNISED, &provider.token().await?).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_the_provider_is_none_for_those_it_has_signed_for() -> Result<(), Failure> {
    let provider = Provider::start(&["first RS256"]).await?;
    let settings = [("REFRESH_SECONDS", "1"), ("REFRESH_PAUSE_SECONDS", "1")];
    let platform = Platform::start("identity_outage", provider.issuer(), &settings).await?;
    let (remembered, not_seen_yet) = (provider.token().await?, provider.token().await?);
    assert_eq!(platform.code(&remembered).await?, RECOGNISED);
    provider.stop().await?;
    // In its place stands something that hangs up, to know that the platform has asked, and asked again.
    let place = provider.issuer().trim_start_matches("http://");
    let mute = tokio::net::TcpListener::bind(place).await?;
    for _ in 0..2 {
        tokio::time::timeout(LIMIT, mute.accept()).await??;
    }
    assert_eq!(platform.code(&remembered).await?, RECOGNISED);
    assert_eq!(platform.code(&not_seen_yet).await?, RECOGNISED);
    drop(mute);
    provider.rotate(&["second ES256"]).await?;
    platform.comes_to(RECOGNISED, &provider.token().await?).await?;
    platform.comes_to(REFUSED, &remembered).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_at_the_start_keeps_out_only_those_who_need_it() -> Result<(), Failure> {
    let provider = Provider::start(&["first RS256"]).await?;
    let token = provider.token().await?;
    provider.stop().await?;
    // Neither the schedule nor a call brings the first keys: that they are missing does.
    let settings = [("REFRESH_SECONDS", "86400"), ("REFRESH_PAUSE_SECONDS", "300")];
    let platform = Platform::start("identity_down", provider.issuer(), &settings).await?;
    let refusal = platform.answer(&token).await?;
    assert_eq!(refusal.code(), Code::Unavailable);
    assert!(refusal.get_details_retry_info().is_some_and(|retry| retry.retry_delay.is_some()), "when to come again");
    assert_eq!(platform.code("nonsense").await?, REFUSED, "what could never be a token of the provider");
    let public = ListPublicationsRequest { parent: "countries/-".into(), ..Default::default() };
    platform.calls.clone().list_publications(public).await?;
    provider.start_again().await?;
    platform.comes_to(RECOGNISED, &token).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_with_tls_is_believed_if_its_authority_is_trusted() -> Result<(), Failure> {
    let (authority, other) = (Authority::new()?, Authority::new()?);
    let provider = Provider::start_with_tls(&["first RS256"], &authority).await?;
    let token = provider.token().await?;
    for (name, trusted, expected) in
        [("identity_tls", authority.file(), RECOGNISED), ("identity_tls_other", other.file(), Code::Unavailable)]
    {
        let ca_file = trusted.display().to_string();
        let platform = Platform::start(name, provider.issuer(), &[("CA_FILE", &ca_file)]).await?;
        assert_eq!(platform.code(&token).await?, expected, "{name}");
    }
    Ok(())
}
