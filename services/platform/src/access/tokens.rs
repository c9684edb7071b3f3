//! Tokens: signed JWTs, checked against public keys; and the trial issuer, which signs its own.

use std::{io::Write, path::Path, sync::Arc};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use moka::sync::Cache;
use proto::platform::v1::Role;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Caller, Held, unauthenticated};
use crate::{config::Config, error::Result};

/// How far two clocks may be apart, in seconds.
const LEEWAY_SECONDS: i64 = 30;
/// Tokens whose signature is remembered as checked.
const REMEMBERED: u64 = 10_000;

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    #[serde(default)]
    roles: Vec<RoleClaim>,
}

#[derive(Debug, Serialize, Deserialize)]
struct RoleClaim {
    role: String,
    country: String,
}

/// The keys that tokens are checked with.
pub struct Tokens {
    keys: Vec<(Option<String>, Algorithm, DecodingKey)>,
    issuer: String,
    audience: String,
    /// By the digest of the token: checking a signature costs more than most calls. Times are asked again each time.
    checked: Cache<[u8; 32], Arc<Checked>>,
}

/// What a token with a good signature says.
struct Checked {
    caller: Caller,
    not_before: i64,
    expires: i64,
}

/// Why keys could not be read or a token not be made; says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct KeyProblem(String);

impl Tokens {
    /// The keys in force: those of the trial issuer in trial mode, those of the provider's key file otherwise.
    pub fn from_config(config: &Config) -> std::result::Result<Self, KeyProblem> {
        let mut keys = Vec::new();
        if let Some(file) = config.jwks_file() {
            keys.extend(provider_keys(file)?);
        }
        if issues_trial_tokens(config) {
            let pair = trial_key(&config.trial_key_file())?;
            keys.push((None, Algorithm::EdDSA, DecodingKey::from_ed_der(pair.1.public_key().as_ref())));
        }
        let identity = &config.identity;
        let checked = Cache::new(REMEMBERED);
        Ok(Self { keys, issuer: identity.issuer.clone(), audience: identity.audience.clone(), checked })
    }

    /// Who the bearer of this token is. Refuses a wrong signature, algorithm, issuer, audience or time, without
    /// saying which: a caller with a good token has no use for the difference.
    pub fn check(&self, token: &str) -> Result<Caller> {
        let digest: [u8; 32] = Sha256::digest(token).into();
        let checked = match self.checked.get(&digest) {
            Some(checked) => checked,
            None => {
                let checked = Arc::new(self.check_signature(token)?);
                self.checked.insert(digest, Arc::clone(&checked));
                checked
            }
        };
        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        if now > checked.expires + LEEWAY_SECONDS || now < checked.not_before - LEEWAY_SECONDS {
            return Err(unauthenticated());
        }
        Ok(checked.caller.clone())
    }

    fn check_signature(&self, token: &str) -> Result<Checked> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| unauthenticated())?;
        for (id, algorithm, key) in &self.keys {
            if header.alg != *algorithm || (id.is_some() && *id != header.kid) {
                continue;
            }
            let mut validation = Validation::new(*algorithm);
            validation.set_issuer(&[&self.issuer]);
            validation.set_audience(&[&self.audience]);
            validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
            validation.validate_nbf = true;
            validation.leeway = LEEWAY_SECONDS.unsigned_abs();
            // An empty subject is how the public appears here; nobody may come by it with a token.
            match jsonwebtoken::decode::<Claims>(token, key, &validation) {
                Ok(token) if !token.claims.sub.is_empty() => {
                    let (not_before, expires) = (token.claims.nbf, token.claims.exp);
                    return Ok(Checked { caller: caller(token.claims), not_before, expires });
                }
                _ => {}
            }
        }
        Err(unauthenticated())
    }
}

fn issues_trial_tokens(config: &Config) -> bool {
    config.identity.trial_issuer && !config.is_production()
}

fn caller(claims: Claims) -> Caller {
    let held = claims.roles.into_iter().filter_map(|claim| {
        let role = Role::from_str_name(&format!("ROLE_{}", claim.role.to_uppercase()))?;
        (role != Role::Unspecified).then_some(Held { role, country: claim.country })
    });
    Caller { subject: claims.sub, held: held.collect() }
}

fn provider_keys(file: &Path) -> std::result::Result<Vec<(Option<String>, Algorithm, DecodingKey)>, KeyProblem> {
    let said = |problem: String| KeyProblem(format!("identity.jwks_file {}: {problem}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|problem| said(problem.to_string()))?;
    let set: jsonwebtoken::jwk::JwkSet = serde_json::from_str(&text).map_err(|problem| said(problem.to_string()))?;
    let mut keys = Vec::new();
    for jwk in &set.keys {
        let named = jwk.common.key_algorithm.map(|algorithm| algorithm.to_string());
        let Some(algorithm) = named.and_then(|name| name.parse::<Algorithm>().ok()) else { continue };
        // A shared secret in a public key file would let anyone who reads the file sign.
        if matches!(algorithm, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512) {
            continue;
        }
        let key = DecodingKey::from_jwk(jwk).map_err(|problem| said(problem.to_string()))?;
        keys.push((jwk.common.key_id.clone(), algorithm, key));
    }
    if keys.is_empty() {
        return Err(said("it holds no usable public key with an `alg`".into()));
    }
    Ok(keys)
}

/// Makes trial tokens. Refused outside trial mode.
pub struct TrialIssuer {
    key: EncodingKey,
    issuer: String,
    audience: String,
    minutes: i64,
}

impl TrialIssuer {
    /// The issuer of this configuration.
    pub fn from_config(config: &Config) -> std::result::Result<Self, KeyProblem> {
        if !issues_trial_tokens(config) {
            let said = "the trial issuer works in trial mode only (mode = \"trial\"); take a token from your provider";
            return Err(KeyProblem(said.into()));
        }
        let (pkcs8, _) = trial_key(&config.trial_key_file())?;
        let identity = &config.identity;
        Ok(Self {
            key: EncodingKey::from_ed_der(&pkcs8),
            issuer: identity.issuer.clone(),
            audience: identity.audience.clone(),
            minutes: i64::try_from(identity.token_minutes).unwrap_or(60),
        })
    }

    /// A token for `subject`, who holds these roles.
    pub fn token(&self, subject: &str, held: &[Held]) -> std::result::Result<String, KeyProblem> {
        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        let role = |held: &Held| RoleClaim {
            role: held.role.as_str_name().trim_start_matches("ROLE_").to_lowercase(),
            country: held.country.clone(),
        };
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: subject.into(),
            iat: now,
            nbf: now,
            exp: now + self.minutes * 60,
            roles: held.iter().map(role).collect(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &self.key)
            .map_err(|problem| KeyProblem(format!("the token could not be signed: {problem}")))
    }
}

/// Reads the trial key, or makes it: two processes that start together end with the same one.
fn trial_key(file: &Path) -> std::result::Result<(Vec<u8>, Ed25519KeyPair), KeyProblem> {
    let said = |problem: &dyn std::fmt::Display| KeyProblem(format!("trial key {}: {problem}", file.display()));
    if !file.exists() {
        let made =
            Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new()).map_err(|problem| said(&problem))?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|problem| said(&problem))?;
        }
        let folder = file.parent().unwrap_or(Path::new("."));
        let mut whole = tempfile::NamedTempFile::new_in(folder).map_err(|problem| said(&problem))?;
        whole.write_all(made.as_ref()).map_err(|problem| said(&problem))?;
        // Losing this race is fine: the other process's key is the one to read.
        let _ = whole.persist_noclobber(file);
    }
    let pkcs8 = std::fs::read(file).map_err(|problem| said(&problem))?;
    let pair = Ed25519KeyPair::from_pkcs8(&pkcs8).map_err(|problem| said(&problem))?;
    Ok((pkcs8, pair))
}
