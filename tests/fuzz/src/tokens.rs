//! What a caller shows: tokens of the two issuers, and API keys.

use std::sync::LazyLock;

use aws_lc_rs::signature::Ed25519KeyPair;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use platform::{
    access::{grants::key, tokens::Tokens},
    config::Config,
};
use proto::platform::v1::Reason;
use tokio::runtime::Runtime;

/// The issuer, and what checks its tokens.
struct World {
    tokens: Tokens,
    key: Ed25519KeyPair,
    runtime: Runtime,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let mut config = Config::load_from(None, Default::default()).expect("defaults");
    config.data_folder = folder.path().to_owned();
    let tokens = Tokens::from_config(&config).expect("a key");
    let key = std::fs::read(config.trial_key_file()).expect("the key");
    let key = Ed25519KeyPair::from_pkcs8(&key).expect("the key");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    World { tokens, key, runtime }
});

/// The first byte says what the rest is: a whole bearer, the claims of a token that is well signed, its header, or both.
pub fn read(bytes: &[u8]) {
    let (kind, rest) = crate::split(bytes, 1);
    let header = br#"{"typ":"JWT","alg":"EdDSA","kid":"aceleracion-trial"}"#;
    match kind.first().map(|kind| kind % 4) {
        Some(1) => shown(&signed(header, rest)),
        Some(2) => shown(&signed(rest, &claims())),
        Some(3) => {
            let (length, rest) = crate::split(rest, 1);
            let (header, claims) = crate::split(rest, length.first().copied().unwrap_or_default().into());
            shown(&signed(header, claims));
        }
        _ => {
            if let Ok(bearer) = std::str::from_utf8(rest) {
                shown(bearer);
            }
        }
    }
}

/// A token of these bytes, with a signature that holds.
fn signed(header: &[u8], claims: &[u8]) -> String {
    let said = format!("{}.{}", BASE64_URL_SAFE_NO_PAD.encode(header), BASE64_URL_SAFE_NO_PAD.encode(claims));
    let signature = BASE64_URL_SAFE_NO_PAD.encode(WORLD.key.sign(said.as_bytes()));
    format!("{said}.{signature}")
}

/// Claims that hold, for a header that may not.
fn claims() -> Vec<u8> {
    let claims = serde_json::json!({
        "iss": "aceleracion-trial", "aud": "aceleracion", "sub": "ana", "exp": 4_102_444_800_u64,
        "roles": [{ "role": "reviewer", "country": "do" }],
    });
    claims.to_string().into_bytes()
}

fn shown(bearer: &str) {
    if let Some((id, digest)) = key::parts(bearer) {
        let (_, secret) = bearer.rsplit_once('_').expect("a secret");
        let again = key::bearer(id, bearer.splitn(3, '_').nth(2).unwrap_or(secret));
        assert_eq!(key::parts(&again), Some((id, digest)), "{bearer:?}");
    }
    match WORLD.runtime.block_on(WORLD.tokens.check(bearer)) {
        Ok(caller) => {
            assert!(!caller.subject.is_empty() && caller.subject.len() <= 255, "{:?}", caller.subject);
            assert!(!caller.subject.chars().any(char::is_control), "{:?}", caller.subject);
            unsigned_is_refused(bearer);
        }
        Err(refusal) => crate::is_precise(&refusal, &[Reason::Unauthenticated]),
    }
}

/// A token that holds does not without its signature, nor with that of other words.
fn unsigned_is_refused(bearer: &str) {
    let Some((said, signature)) = bearer.rsplit_once('.') else { panic!("{bearer:?} is no token") };
    let other = if signature.starts_with('A') { "B" } else { "A" };
    for forged in [format!("{said}."), format!("{said}.{other}{}", &signature[1..]), said.to_owned()] {
        assert!(WORLD.runtime.block_on(WORLD.tokens.check(&forged)).is_err(), "{forged:?} is taken");
    }
}
