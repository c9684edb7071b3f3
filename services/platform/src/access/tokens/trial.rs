//! The trial issuer, which signs tokens for whoever can read its key. Refused outside trial mode.

use std::{io::Write, path::Path};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::Serialize;

use super::{KeyProblem, claims::RoleClaim, key::Key};
use crate::{access::Held, config::Config};

/// No provider's name: it is no URL.
const ISSUER: &str = "aceleracion-trial";

/// Makes trial tokens. Refused outside trial mode.
pub struct TrialIssuer {
    key: EncodingKey,
    audience: String,
    minutes: i64,
}

#[derive(Serialize)]
struct TrialClaims {
    iss: &'static str,
    aud: String,
    sub: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    roles: Vec<RoleClaim>,
}

pub(super) fn issues(config: &Config) -> bool {
    config.identity.trial_issuer && !config.is_production()
}

/// The one key whose tokens bear roles.
pub(super) fn public_key(config: &Config) -> Result<Key, KeyProblem> {
    let (_, pair) = trial_key(&config.trial_key_file())?;
    Ok(Key {
        id: Some(ISSUER.into()),
        algorithms: vec![Algorithm::EdDSA],
        key: DecodingKey::from_ed_der(pair.public_key().as_ref()),
        issuer: ISSUER.into(),
        bears_roles: true,
    })
}

impl TrialIssuer {
    /// The issuer of this configuration.
    pub fn from_config(config: &Config) -> Result<Self, KeyProblem> {
        if !issues(config) {
            let said = "the trial issuer works in trial mode only (mode = \"trial\"); take a token from your provider";
            return Err(KeyProblem(said.into()));
        }
        let (pkcs8, _) = trial_key(&config.trial_key_file())?;
        let identity = &config.identity;
        Ok(Self {
            key: EncodingKey::from_ed_der(&pkcs8),
            audience: identity.audience.clone(),
            minutes: i64::try_from(identity.token_minutes).unwrap_or(60),
        })
    }

    /// A token for `subject`, who holds these roles.
    pub fn token(&self, subject: &str, held: &[Held]) -> Result<String, KeyProblem> {
        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        let role = |held: &Held| RoleClaim {
            role: held.role.as_str_name().trim_start_matches("ROLE_").to_lowercase(),
            country: held.country.clone(),
        };
        let claims = TrialClaims {
            iss: ISSUER,
            aud: self.audience.clone(),
            sub: subject.into(),
            iat: now,
            nbf: now,
            exp: now + self.minutes * 60,
            roles: held.iter().map(role).collect(),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(ISSUER.into());
        jsonwebtoken::encode(&header, &claims, &self.key)
            .map_err(|problem| KeyProblem(format!("the token could not be signed: {problem}")))
    }
}

/// Reads the trial key, or makes it: two processes that start together end with the same one.
fn trial_key(file: &Path) -> Result<(Vec<u8>, Ed25519KeyPair), KeyProblem> {
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
