//! What others make up in a provider's name.

use jsonwebtoken::{Algorithm, EncodingKey, Header, dangerous::insecure_decode_claims, jwk::Jwk};
use serde_json::{Value, json};
use tests::{platform::Failure, servers::Provider};

use super::{Platform, RECOGNISED, REFUSED};

/// A token with these claims, signed by whoever asks.
fn forged(algorithm: Algorithm, key: &EncodingKey, claims: &Value) -> Result<String, Failure> {
    let mut header = Header::new(algorithm);
    header.kid = Some("first".into());
    Ok(jsonwebtoken::encode(&header, claims, key)?)
}

fn now() -> Result<i64, Failure> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(i64::try_from(now.as_secs())?)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_made_up_in_the_providers_name_is_refused_in_the_same_words() -> Result<(), Failure> {
    let provider = Provider::start(&["first RS256"]).await?;
    let foreign = Provider::start(&["first RS256"]).await?;
    let impostor = Provider::start_as(provider.issuer(), &["first RS256"]).await?;
    let platform = Platform::start("identity_refused", provider.issuer(), &[("REFRESH_PAUSE_SECONDS", "1")]).await?;
    let good = provider.token().await?;
    assert_eq!(platform.code(&good).await?, RECOGNISED);

    let claims: Value = insecure_decode_claims(&good)?;
    let [_, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else { return Err("three parts".into()) };
    // {"alg":"none","typ":"JWT"}
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}.");
    let none_signed = format!("{none}{signature}");
    let own = EncodingKey::from_rsa_pem(&provider.private_key("first")?)?;
    let foreign_key = EncodingKey::from_rsa_pem(&foreign.private_key("first")?)?;
    let public = EncodingKey::from_secret(&provider.public_key("first")?);
    // A token that brings its own key along.
    let mut bringing = Header::new(Algorithm::RS256);
    bringing.jwk = Some(Jwk::from_encoding_key(&foreign_key, Algorithm::RS256)?);
    // A token that says it may only be used by whoever understands what nobody here does.
    let mut demanding = Header::new(Algorithm::RS256);
    demanding.kid = Some("first".into());
    demanding.crit = Some(vec!["b64".into()]);
    let signed = |claims: Value| {
        let provider = &provider;
        async move { provider.token_with("", &claims).await }
    };
    let without = |claim: &str| {
        let mut claims = claims.clone();
        claims[claim] = Value::Null;
        forged(Algorithm::RS256, &own, &claims)
    };
    let refused = [
        ("the public key as a shared secret", forged(Algorithm::HS256, &public, &claims)?),
        ("no signature", none),
        ("a signature for another header", none_signed),
        ("a signature cut off", good[..good.len() - 4].to_owned()),
        ("a signature left out", good[..=good.rfind('.').ok_or("a dot")?].to_owned()),
        ("an algorithm that the key is not for", forged(Algorithm::PS256, &own, &claims)?),
        ("a key of its own", jsonwebtoken::encode(&bringing, &claims, &foreign_key)?),
        ("a header nobody understands", jsonwebtoken::encode(&demanding, &claims, &own)?),
        ("another provider", foreign.token().await?),
        ("another provider with this one's name and key id", impostor.token().await?),
        ("this provider in another's name", signed(json!({ "iss": foreign.issuer() })).await?),
        ("no issuer", without("iss")?),
        ("another audience", signed(json!({ "aud": "another-service" })).await?),
        ("no audience", without("aud")?),
        ("expired", signed(json!({ "exp": now()? - 120 })).await?),
        ("without an end", without("exp")?),
        ("not yet valid", signed(json!({ "nbf": now()? + 120 })).await?),
        ("nobody", signed(json!({ "sub": "" })).await?),
        ("no token", "nonsense".to_owned()),
        ("nothing", String::new()),
    ];
    let mut said = Vec::new();
    for (what, token) in &refused {
        let status = platform.answer(token).await?;
        assert_eq!(status.code(), REFUSED, "{what}");
        said.push(status.message().to_owned());
    }
    said.dedup();
    assert_eq!(said.len(), 1, "answers tell tokens apart: {said:?}");
    // The same claims and key, by the right algorithm: it is what was changed that was refused.
    assert_eq!(platform.code(&forged(Algorithm::RS256, &own, &claims)?).await?, RECOGNISED);
    assert_eq!(platform.code(&good).await?, RECOGNISED);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn made_up_key_ids_do_not_become_requests_to_the_provider() -> Result<(), Failure> {
    let provider = Provider::start(&["first RS256"]).await?;
    let settings = [("REFRESH_SECONDS", "86400"), ("REFRESH_PAUSE_SECONDS", "300")];
    let platform = Platform::start("identity_made_up", provider.issuer(), &settings).await?;
    assert_eq!(platform.code(&provider.token().await?).await?, RECOGNISED);
    let key = EncodingKey::from_rsa_pem(&provider.private_key("first")?)?;
    let claims: Value = insecure_decode_claims(provider.token().await?)?;
    let calls = (0..200).map(|number| {
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some(format!("made-up-{number}"));
        let token = jsonwebtoken::encode(&header, &claims, &key);
        let platform = &platform;
        async move { platform.code(&token?).await }
    });
    for code in futures::future::join_all(calls).await {
        assert_eq!(code?, REFUSED);
    }
    assert_eq!(provider.fetches(), 1, "the one at the start");
    Ok(())
}
