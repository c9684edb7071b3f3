//! What no real provider answers: nonsense, other people's documents, far too much, and places without TLS. The rest is
//! asked of a real one in `tests/suite/identity.rs`.

mod answering;

use std::sync::{Arc, atomic::Ordering};

use proto::platform::v1::{Reason, Role};
use serde_json::{Value, json};

use self::answering::{Answering, DISCOVERY, Signer};
use super::{Tokens, TrialIssuer, key::Keys};
use crate::access::Held;

async fn refusal(tokens: &Tokens, token: &str) -> Reason {
    tokens.check(token).await.expect_err("a refusal").reason()
}

#[tokio::test]
async fn without_any_keys_a_call_is_told_to_come_again_and_strangers_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Answering::start().await;
    let (tokens, _) = provider.tokens(&folder, 300);
    let signer = Signer::new("one");
    assert_eq!(refusal(&tokens, &signer.sign(&provider.issuer, &json!({}))).await, Reason::Unavailable);
    let stranger = signer.sign("https://elsewhere.example.org", &json!({}));
    assert_eq!(refusal(&tokens, &stranger).await, Reason::Unauthenticated);
    assert_eq!(refusal(&tokens, "not.a.token").await, Reason::Unauthenticated);
}

#[tokio::test]
async fn nonsense_leaves_the_last_good_keys_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Answering::start().await;
    let signer = Signer::new("one");
    provider.publish(&[&signer]);
    let (tokens, _) = provider.tokens(&folder, 0);
    let token = |subject: &str| signer.sign(&provider.issuer, &json!({ "sub": subject }));
    assert_eq!(tokens.check(&token("first")).await.unwrap().subject, "first");

    // Keys that would be believed if anything here were: those of whoever can answer for a name without TLS.
    let wrong = json!({ "keys": [Signer::new("one").public()] });
    provider.say("/elsewhere", &wrong);
    let here = format!("{}/elsewhere", provider.issuer);
    let elsewhere = here.replace("127.0.0.1", "localhost");
    let away = format!("302 Found\r\nlocation: {elsewhere}");
    let of_another = json!({ "issuer": "https://elsewhere.example.org", "jwks_uri": here });
    let unguarded = json!({ "issuer": provider.issuer, "jwks_uri": elsewhere });
    let secret = json!({ "keys": [{ "kty": "oct", "k": "AAAA", "alg": "HS256", "kid": "one" }] });
    let nonsense = [
        ("/keys", "200 OK", "<html>".to_owned()),
        ("/keys", "200 OK", "{\"keys\":[]}".to_owned()),
        ("/keys", "200 OK", secret.to_string()),
        ("/keys", "200 OK", format!("{wrong}{}", " ".repeat(600 * 1024))),
        ("/keys", "500 Internal Server Error", wrong.to_string()),
        ("/keys", &away, String::new()),
        (DISCOVERY, "200 OK", of_another.to_string()),
        (DISCOVERY, "200 OK", unguarded.to_string()),
        (DISCOVERY, "200 OK", "{}".to_owned()),
    ];
    for (path, head, body) in nonsense {
        provider.say_as(path, head, &body);
        let before = provider.fetches.load(Ordering::SeqCst);
        // A token with an unknown key makes it ask again.
        let unknown = Signer::new("unknown").sign(&provider.issuer, &json!({}));
        assert_eq!(refusal(&tokens, &unknown).await, Reason::Unauthenticated);
        assert!(provider.fetches.load(Ordering::SeqCst) > before, "{path} was not asked for");
        assert!(tokens.check(&token("again")).await.is_ok(), "{path} {head} {body:.80}");
        provider.publish(&[&signer]);
        provider.say(DISCOVERY, &provider.discovery());
    }
}

#[tokio::test]
async fn a_redirect_that_stays_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Answering::start().await;
    let signer = Signer::new("one");
    provider.publish(&[&signer]);
    let moved = json!({ "issuer": provider.issuer, "jwks_uri": format!("{}/moved", provider.issuer) });
    provider.say(DISCOVERY, &moved);
    provider.say_as("/moved", "302 Found\r\nlocation: /keys", "");
    let (tokens, _) = provider.tokens(&folder, 0);
    assert!(tokens.check(&signer.sign(&provider.issuer, &json!({}))).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_unknown_keys_are_named_the_provider_is_asked_once() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Answering::start().await;
    provider.publish(&[&Signer::new("one")]);
    let (tokens, _) = provider.tokens(&folder, 300);
    let calls = (0..200).map(|number| {
        let token = Signer::new(&format!("unknown-{number}")).sign(&provider.issuer, &json!({}));
        let tokens = Arc::clone(&tokens);
        tokio::spawn(async move { refusal(&tokens, &token).await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap(), Reason::Unauthenticated);
    }
    assert_eq!(provider.fetches.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_key_that_was_taken_back_ends_the_tokens_it_signed_even_those_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Answering::start().await;
    let (old, new) = (Signer::new("old"), Signer::new("new"));
    provider.publish(&[&old]);
    let (tokens, _) = provider.tokens(&folder, 0);
    let by_old = old.sign(&provider.issuer, &json!({}));
    assert!(tokens.check(&by_old).await.is_ok());
    provider.publish(&[&new]);
    // Remembered, and the provider was not asked since.
    assert!(tokens.check(&by_old).await.is_ok());
    assert!(tokens.check(&new.sign(&provider.issuer, &json!({}))).await.is_ok());
    assert_eq!(refusal(&tokens, &by_old).await, Reason::Unauthenticated);
}

#[tokio::test]
async fn only_the_trial_issuers_key_bears_roles_and_it_speaks_for_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Answering::start().await;
    let signer = Signer::new("aceleracion-trial");
    provider.publish(&[&signer]);
    let (tokens, config) = provider.tokens(&folder, 0);
    let roles = json!({ "roles": [{ "role": "regional_admin", "country": "network" }] });
    assert_eq!(tokens.check(&signer.sign(&provider.issuer, &roles)).await.unwrap().held, []);
    assert_eq!(tokens.check(&signer.sign(&provider.issuer, &json!({ "roles": ["admin"] }))).await.unwrap().held, []);
    assert_eq!(refusal(&tokens, &signer.sign("aceleracion-trial", &roles)).await, Reason::Unauthenticated);

    let held = Held { role: Role::RegionalAdmin, country: "network".into() };
    let trial = TrialIssuer::from_config(&config).unwrap().token("somebody", std::slice::from_ref(&held)).unwrap();
    assert_eq!(tokens.check(&trial).await.unwrap().held, [held]);
    let trial = Signer { id: "aceleracion-trial".into(), pkcs8: std::fs::read(config.trial_key_file()).unwrap() };
    assert_eq!(refusal(&tokens, &trial.sign(&provider.issuer, &roles)).await, Reason::Unauthenticated);
}

#[tokio::test]
async fn claims_that_do_not_hold_are_refused_though_the_signature_is_good() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Answering::start().await;
    let signer = Signer::new("one");
    provider.publish(&[&signer]);
    let (tokens, _) = provider.tokens(&folder, 0);
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    let wrong = [
        json!({ "exp": now - 60 }),
        json!({ "exp": null }),
        json!({ "nbf": now + 60 }),
        json!({ "aud": "another" }),
        json!({ "aud": [] }),
        json!({ "aud": null }),
        json!({ "iss": format!("{}/", provider.issuer) }),
        json!({ "sub": "" }),
        json!({ "sub": null }),
        json!({ "sub": "a\u{0}b" }),
        json!({ "sub": "a".repeat(256) }),
        json!({ "padding": "a".repeat(20_000) }),
    ];
    for claims in wrong {
        let token = signer.sign(&provider.issuer, &claims);
        assert_eq!(refusal(&tokens, &token).await, Reason::Unauthenticated, "{claims:.80}");
    }
    let right = json!({ "exp": now as f64 + 60.5, "nbf": now - 60, "aud": "aceleracion" });
    assert!(tokens.check(&signer.sign(&provider.issuer, &right)).await.is_ok());
}

#[tokio::test]
async fn a_token_that_was_remembered_ends_with_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Answering::start().await;
    let signer = Signer::new("one");
    provider.publish(&[&signer]);
    let (tokens, _) = provider.tokens(&folder, 0);
    // Some seconds are left of what two clocks may be apart.
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    let token = signer.sign(&provider.issuer, &json!({ "exp": now - 27 }));
    assert!(tokens.check(&token).await.is_ok());
    let ended = async {
        while tokens.check(&token).await.is_ok() {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), ended).await.expect("an end");
}

#[test]
fn a_key_set_yields_keys_for_signatures_and_skips_the_rest() {
    let ed = Signer::new("ed").public();
    let with = |changed: &Value| {
        let mut key = ed.clone();
        for (name, value) in changed.as_object().unwrap() {
            key[name] = value.clone();
        }
        Keys::of_provider(json!({ "keys": [key] }).to_string().as_bytes(), "issuer").map(|keys| keys.count())
    };
    for usable in [json!({}), json!({ "alg": "EdDSA" }), json!({ "use": "sig" }), json!({ "key_ops": ["verify"] })] {
        assert_eq!(with(&usable), Ok(1), "{usable}");
    }
    let unusable = [
        json!({ "use": "enc" }),
        json!({ "alg": "RS256" }),
        json!({ "alg": "HS256" }),
        json!({ "alg": "RSA-OAEP" }),
        json!({ "key_ops": ["encrypt"] }),
        json!({ "crv": "X25519" }),
        json!({ "kty": "AKP" }),
        json!({ "kty": "oct", "k": "AAAA" }),
    ];
    for unusable in unusable {
        assert!(with(&unusable).is_err(), "{unusable}");
    }
    let keys = json!({ "keys": [{ "kty": "oct", "k": "AAAA" }, { "kty": "AKP" }, "nonsense", ed] }).to_string();
    assert_eq!(Keys::of_provider(keys.as_bytes(), "issuer").map(|keys| keys.count()), Ok(1));
    let many = json!({ "keys": vec![ed.clone(); 65] }).to_string();
    assert!(Keys::of_provider(many.as_bytes(), "issuer").is_err());
}
