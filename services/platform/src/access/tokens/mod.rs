//! Whose token is it: signed JWTs, checked against public keys that this platform trusts.
//!
//! What always holds: the key decides which algorithm, issuer and claims count, never the token; only the key of the
//! trial issuer can bear roles; and a token is good no longer than the key that signed it is known.

mod claims;
mod key;
mod provider;
#[cfg(test)]
mod tests;
mod trial;

use std::sync::Arc;

use moka::sync::Cache;
use proto::platform::v1::Reason;
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;
pub use trial::TrialIssuer;

use self::{
    claims::{Checked, LEEWAY_SECONDS, Told},
    key::{Keys, Verdict},
    provider::Provider,
};
use super::{Caller, unauthenticated};
use crate::{
    config::Config,
    error::{Error, Result, Text},
};

/// Tokens whose signature is remembered as checked.
const REMEMBERED: u64 = 10_000;
/// Longer ones are refused unread; real ones with many groups take some 4,000.
const LONGEST: usize = 16_384;

/// Why keys could not be read or a token not be made; says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct KeyProblem(String);

/// The keys that tokens are checked with, and what was checked.
pub struct Tokens {
    /// Those that do not change while the process runs: the trial issuer's, and those of `identity.jwks_file`.
    fixed: Arc<Keys>,
    provider: Option<Arc<Provider>>,
    audience: String,
    /// By the digest of the token: checking a signature costs more than most calls. Times are asked again each time.
    checked: Cache<[u8; 32], Remembered>,
}

/// A token whose signature is good, as long as the keys are those that it was checked with.
#[derive(Clone)]
struct Remembered {
    token: Arc<Checked>,
    keys: Arc<Keys>,
}

impl Tokens {
    /// The keys in force. Those of a provider are fetched by [`Tokens::keep_fresh`], or when a token first asks.
    pub fn from_config(config: &Config) -> std::result::Result<Self, KeyProblem> {
        let mut fixed = Keys::default();
        if trial::issues(config) {
            fixed.add(trial::public_key(config)?);
        }
        let provider = match config.jwks_file() {
            Some(file) => {
                fixed.add_file(file, &config.identity.issuer)?;
                None
            }
            None if config.identity.issuer.is_empty() => None,
            None => Some(Arc::new(Provider::from_config(config)?)),
        };
        let audience = config.identity.audience.clone();
        Ok(Self { fixed: Arc::new(fixed), provider, audience, checked: Cache::new(REMEMBERED) })
    }

    /// Fetches the provider's keys at once and then on a schedule, until told to stop.
    pub async fn keep_fresh(self: Arc<Self>, stop: CancellationToken) {
        if let Some(provider) = &self.provider {
            provider.keep_fresh(&stop).await;
        }
    }

    /// Who the bearer of this token is. Refuses a wrong signature, algorithm, issuer, audience or time, without
    /// saying which: a caller with a good token has no use for the difference.
    pub async fn check(&self, token: &str) -> Result<Caller> {
        let digest: [u8; 32] = Sha256::digest(token).into();
        let remembered = self.checked.get(&digest).filter(|remembered| self.knows(&remembered.keys));
        let remembered = match remembered {
            Some(remembered) => remembered,
            None => {
                let remembered = self.check_signature(token).await?;
                self.checked.insert(digest, remembered.clone());
                remembered
            }
        };
        let token = remembered.token;
        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        let early = token.not_before.is_some_and(|not_before| now < not_before - LEEWAY_SECONDS);
        if early || now > token.expires + LEEWAY_SECONDS {
            return Err(unauthenticated());
        }
        Ok(token.caller.clone())
    }

    /// Whether these very keys are in force: any change of the provider's has every token checked again.
    fn knows(&self, keys: &Arc<Keys>) -> bool {
        let fetched = self.provider.as_ref().and_then(|provider| provider.keys());
        Arc::ptr_eq(keys, &self.fixed) || fetched.is_some_and(|fetched| Arc::ptr_eq(keys, &fetched))
    }

    async fn check_signature(&self, token: &str) -> Result<Remembered> {
        let told = Some(token).filter(|token| token.len() <= LONGEST).and_then(Told::by).ok_or_else(unauthenticated)?;
        if let Verdict::Good(token) = self.fixed.check(token, &told, &self.audience) {
            return Ok(Remembered { token: Arc::new(token), keys: Arc::clone(&self.fixed) });
        }
        // Whoever names another issuer is not worth asking the provider for.
        let Some(provider) = self.provider.as_ref().filter(|provider| provider.issuer() == told.issuer) else {
            return Err(unauthenticated());
        };
        for looked_again in [false, true] {
            if looked_again {
                provider.look_again().await;
            }
            let Some(keys) = provider.keys() else { continue };
            match keys.check(token, &told, &self.audience) {
                Verdict::Good(token) => return Ok(Remembered { token: Arc::new(token), keys }),
                Verdict::Bad => return Err(unauthenticated()),
                Verdict::UnknownKey => {}
            }
        }
        Err(if provider.keys().is_some() { unauthenticated() } else { no_keys_yet() })
    }
}

fn no_keys_yet() -> Error {
    let text = Text::told(
        "the identity provider does not answer, so that nobody can be recognised; the request may be sent again",
        "el proveedor de identidad no responde y no se puede reconocer a nadie; puede enviar la solicitud otra vez",
        "o provedor de identidade não responde, e ninguém pode ser reconhecido; você pode enviar o pedido de novo",
    );
    Error::refused(Reason::Unavailable, text)
}
