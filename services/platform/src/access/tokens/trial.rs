//! The trial issuer, which signs tokens for whoever can read its key. Refused outside trial mode.

use aws_lc_rs::signature::KeyPair;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::Serialize;

use super::{KeyProblem, claims::RoleClaim, key::Key};
use crate::{access::Held, config::Config, key_file::KeyFile};

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
    let KeyFile { pair, .. } = trial_key(config)?;
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
        let KeyFile { pkcs8, .. } = trial_key(config)?;
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

fn trial_key(config: &Config) -> Result<KeyFile, KeyProblem> {
    let read = KeyFile::read_or_make(&config.trial_key_file());
    read.map_err(|problem| KeyProblem(format!("identity.trial_key_file {problem}")))
}
