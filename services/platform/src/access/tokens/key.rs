//! Public keys, and what each may sign.

use std::path::Path;

use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    KeyProblem,
    claims::{Checked, Claims, LEEWAY_SECONDS, Told},
};

/// More keys than any provider has at once: each is tried for a token that names none.
const MOST: usize = 64;

/// One public key: who signs with it, how, and whether what is signed may bear roles.
pub(super) struct Key {
    pub id: Option<String>,
    pub algorithms: Vec<Algorithm>,
    pub key: DecodingKey,
    pub issuer: String,
    /// True for the trial issuer's key alone.
    pub bears_roles: bool,
}

/// Keys that hold at one time.
#[derive(Default)]
pub(super) struct Keys {
    keys: Vec<Key>,
    /// Of the set they were read from, to see whether it changed.
    digest: [u8; 32],
}

/// What a set of keys says about a token.
pub(super) enum Verdict {
    /// One of them signed it, and its claims hold.
    Good(Checked),
    /// The key it names is here, and did not sign it; or its claims do not hold.
    Bad,
    /// The key it names is not here.
    UnknownKey,
}

/// A JSON Web Key Set. Its keys are read one by one: of a kind that is unknown here there may be some.
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Value>,
}

impl Keys {
    /// The usable keys of a provider's key set. Refuses a set without any: that is no answer, whatever it is.
    pub fn of_provider(set: &[u8], issuer: &str) -> Result<Self, String> {
        let mut keys = Self { keys: Vec::new(), digest: Sha256::digest(set).into() };
        let set: KeySet = serde_json::from_slice(set).map_err(|problem| format!("this is no key set: {problem}"))?;
        for jwk in set.keys {
            let Ok(jwk) = serde_json::from_value::<Jwk>(jwk) else { continue };
            keys.keys.extend(Key::of_provider(&jwk, issuer));
        }
        match keys.keys.len() {
            0 => Err("it holds no usable public key".into()),
            count if count > MOST => Err(format!("it holds {count} keys; more than {MOST} are not believed")),
            _ => Ok(keys),
        }
    }

    pub fn add(&mut self, key: Key) {
        self.keys.push(key);
    }

    /// Adds the keys of `identity.jwks_file`.
    pub fn add_file(&mut self, file: &Path, issuer: &str) -> Result<(), KeyProblem> {
        let said = |problem: String| KeyProblem(format!("identity.jwks_file {}: {problem}", file.display()));
        let set = std::fs::read(file).map_err(|problem| said(problem.to_string()))?;
        self.keys.extend(Self::of_provider(&set, issuer).map_err(said)?.keys);
        Ok(())
    }

    /// Whether both were read from the same set.
    pub fn are_those_of(&self, other: &Self) -> bool {
        self.digest == other.digest
    }

    pub fn count(&self) -> usize {
        self.keys.len()
    }

    /// Checks signature, issuer, audience and times with the keys that fit what the token tells.
    pub fn check(&self, token: &str, told: &Told, audience: &str) -> Verdict {
        let named = told.header.kid.as_ref();
        let mut known = false;
        for key in &self.keys {
            if named.is_some() && key.id.is_some() && key.id.as_ref() != named {
                continue;
            }
            known |= named.is_some() && key.id.as_ref() == named;
            if let Some(checked) = key.check(token, told.header.alg, audience) {
                return Verdict::Good(checked);
            }
        }
        if known { Verdict::Bad } else { Verdict::UnknownKey }
    }
}

impl Key {
    /// A key of a provider, if it is one for signatures that are known here.
    fn of_provider(jwk: &Jwk, issuer: &str) -> Option<Self> {
        let common = &jwk.common;
        let signs = common.public_key_use.as_ref().is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
        let operations = common.key_operations.as_ref();
        if !signs || operations.is_some_and(|operations| !operations.contains(&KeyOperations::Verify)) {
            return None;
        }
        let mut algorithms = algorithms(&jwk.algorithm).to_vec();
        if let Some(named) = common.key_algorithm {
            algorithms.retain(|algorithm| named.to_string().parse() == Ok(*algorithm));
        }
        if algorithms.is_empty() {
            return None;
        }
        let key = DecodingKey::from_jwk(jwk).ok()?;
        Some(Self { id: common.key_id.clone(), algorithms, key, issuer: issuer.to_owned(), bears_roles: false })
    }

    fn check(&self, token: &str, algorithm: Algorithm, audience: &str) -> Option<Checked> {
        if !self.algorithms.contains(&algorithm) {
            return None;
        }
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY_SECONDS.unsigned_abs();
        let token = jsonwebtoken::decode::<Claims>(token, &self.key, &validation).ok()?;
        Checked::of(token.claims, self.bears_roles)
    }
}

/// What a key of this kind may sign with. A shared secret is none of them: whoever reads the set could sign.
fn algorithms(kind: &AlgorithmParameters) -> &'static [Algorithm] {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    match kind {
        AlgorithmParameters::RSA(_) => &[RS256, RS384, RS512, PS256, PS384, PS512],
        AlgorithmParameters::EllipticCurve(key) => match key.curve {
            EllipticCurve::P256 => &[ES256],
            EllipticCurve::P384 => &[ES384],
            _ => &[],
        },
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => &[EdDSA],
        _ => &[],
    }
}
