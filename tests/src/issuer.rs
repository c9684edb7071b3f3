//! Who signs the tokens of a test: good ones, and such as nobody should believe.

use std::{
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::platform::Failure;

/// The `iss` and `kid` of the trial issuer, whose part this one plays.
const TRIAL_ISSUER: &str = "aceleracion-trial";

/// A key, and the files in which the platform finds it.
pub struct Issuer {
    folder: tempfile::TempDir,
    pkcs8: Vec<u8>,
}

impl Issuer {
    /// A new key.
    pub fn new() -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())?.as_ref().to_vec();
        std::fs::write(folder.path().join("key.pk8"), &pkcs8)?;
        let pair = Ed25519KeyPair::from_pkcs8(&pkcs8)?;
        let public = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        let key =
            json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": TRIAL_ISSUER, "x": public});
        std::fs::write(folder.path().join("keys.json"), json!({ "keys": [key] }).to_string())?;
        Ok(Self { folder, pkcs8 })
    }

    /// For `identity.trial_key_file`.
    pub fn key_file(&self) -> PathBuf {
        self.folder.path().join("key.pk8")
    }

    /// For `identity.jwks_file`.
    pub fn key_set(&self) -> PathBuf {
        self.folder.path().join("keys.json")
    }

    /// A token that holds, with one role in one country.
    pub fn token(&self, subject: &str, role: &str, country: &str) -> Result<String, Failure> {
        self.sign(&claims(subject, role, country))
    }

    /// A token with these claims, whatever they are.
    pub fn sign(&self, claims: &Value) -> Result<String, Failure> {
        let header = Header { kid: Some(TRIAL_ISSUER.into()), ..Header::new(Algorithm::EdDSA) };
        Ok(jsonwebtoken::encode(&header, claims, &EncodingKey::from_ed_der(&self.pkcs8))?)
    }
}

/// What a good token says.
pub fn claims(subject: &str, role: &str, country: &str) -> Value {
    let now = now();
    json!({
        "iss": TRIAL_ISSUER, "aud": "aceleracion", "sub": subject, "iat": now, "nbf": now, "exp": now + 3600,
        "roles": [{"role": role, "country": country}],
    })
}

/// Now, in seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
