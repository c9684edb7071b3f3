//! Tokens that nobody should believe.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use proto::{Rpc, registrations::v1::CreateRegistrationRequest, reviews::v1::ListCasesRequest};
use serde_json::{Value, json};
use tests::{
    issuer::{Issuer, claims, now},
    network::{Network, registration},
    platform::Failure,
    raw,
};
use tonic::Code;

use super::refusal::{LANGUAGES, check, is_refused, refused};

pub async fn tokens_that_do_not_hold_let_nobody_in(network: &Network) -> Result<(), Failure> {
    let channel = network.channel().await?;
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration("De nadie")),
        ..Default::default()
    };
    let method = CreateRegistrationRequest::METHOD;
    for (what, token) in bad_tokens(network)? {
        let expected = refused(Code::Unauthenticated, "UNAUTHENTICATED");
        is_refused(&channel, &token, method, &request, expected).await.map_err(|wrong| format!("{what}: {wrong}"))?;
    }
    // Another scheme than Bearer, and none.
    let body = prost_reflect::prost::Message::encode_to_vec(&request);
    for (language, scheme) in LANGUAGES.iter().zip(["Basic b2ZmaWNlOm9mZmljZQ==", "", "Bearer"]) {
        let headers = [("authorization", scheme), ("accept-language", *language)];
        let status = raw::call(&channel, method, body.clone(), &headers).await.map(drop).err().ok_or("let in")?;
        check(&status, language, refused(Code::Unauthenticated, "UNAUTHENTICATED"))?;
    }
    // Larger than any header may be: the transport answers or hangs up, on a connection of its own, and no handler is
    // asked.
    let huge = format!("Bearer {}", "a".repeat(100_000));
    assert!(raw::call(&network.channel().await?, method, body, &[("authorization", &huge)]).await.is_err());
    // A good token, and a role that is none: it is somebody's without one, who may register, and list no cases.
    let made_up = network.issuer.token("somebody", "emperor", "do")?;
    let (method, request) =
        (ListCasesRequest::METHOD, ListCasesRequest { parent: "countries/do".into(), ..Default::default() });
    is_refused(&channel, &made_up, method, &request, refused(Code::PermissionDenied, "ROLE_NOT_ALLOWED")).await
}

fn bad_tokens(network: &Network) -> Result<Vec<(&'static str, String)>, Failure> {
    let good = claims("office:do", "office_admin", "do");
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        network.issuer.sign(&claims)
    };
    let without = |name: &str| {
        let mut claims = good.clone();
        if let Some(claims) = claims.as_object_mut() {
            claims.remove(name);
        }
        network.issuer.sign(&claims)
    };
    let signed = network.issuer.sign(&good)?;
    let (head_and_claims, signature) = signed.rsplit_once('.').ok_or("a token has parts")?;
    let (head, _) = head_and_claims.split_once('.').ok_or("a token has parts")?;
    let encoded = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let mut greedy = good.clone();
    greedy["roles"] = json!([{"role": "regional_admin", "country": "network"}]);
    let none = format!("{}.{}.", encoded(&json!({"alg": "none", "typ": "JWT"})), encoded(&good));
    // A shared secret, for which somebody took the public part of the key.
    let secret = jsonwebtoken::EncodingKey::from_secret(std::fs::read(network.issuer.key_set())?.as_slice());
    let shared = jsonwebtoken::encode(&jsonwebtoken::Header::default(), &good, &secret)?;
    Ok(vec![
        ("garbage", "garbage".into()),
        ("points", "...".into()),
        ("another key's signature", Issuer::new()?.sign(&good)?),
        ("another token's signature", format!("{head}.{}.{signature}", encoded(&greedy))),
        ("no signature", format!("{head_and_claims}.")),
        ("algorithm none", none),
        ("a shared secret", shared),
        ("expired", with("exp", json!(now() - 3600))?),
        ("not yet valid", with("nbf", json!(now() + 3600))?),
        ("another audience", with("aud", json!("somebody-else"))?),
        ("another issuer", with("iss", json!("somebody-else"))?),
        ("no audience", without("aud")?),
        ("no issuer", without("iss")?),
        ("no end", without("exp")?),
        ("no subject", without("sub")?),
        ("an empty subject", with("sub", json!(""))?),
        ("a subject that is no text", with("sub", json!(7))?),
        ("huge", "a".repeat(8_000)),
    ])
}
