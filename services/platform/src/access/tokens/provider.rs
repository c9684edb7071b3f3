//! The keys of an OpenID Connect provider: found by discovery, kept, and looked for again.
//!
//! What always holds: the last good keys stay until other good ones come; however many tokens name unknown keys, the
//! provider is asked once in `identity.refresh_pause_seconds`; and nothing is fetched without TLS, except from a
//! provider that was configured without.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use reqwest::{Certificate, Client, Url, header::ACCEPT, redirect};
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use super::{KeyProblem, key::Keys};
use crate::config::Config;

/// One answer, from connecting to its last byte.
const PATIENCE: Duration = Duration::from_secs(5);
/// The next attempt after one that failed, unless the schedule is quicker.
const RETRY: Duration = Duration::from_secs(10);
/// The same while there are no keys at all, and so nobody gets in: as soon as callers are told to come again.
const FIRST_RETRY: Duration = Duration::from_secs(1);
/// Real documents and key sets take some 10 KB.
const LARGEST: usize = 512 * 1024;
const MOST_REDIRECTS: usize = 3;

/// A provider, and what is known of its keys.
pub(super) struct Provider {
    issuer: String,
    http: Client,
    /// The one host that may be asked without TLS: that of a provider which was configured so.
    plain: Option<String>,
    interval: Duration,
    pause: Duration,
    keys: RwLock<Option<Arc<Keys>>>,
    /// When it was last asked. Held while asking, so that all who want to know wait for the same answer.
    asked: Mutex<Option<Instant>>,
}

/// The part of the discovery document that is used.
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

impl Provider {
    pub fn from_config(config: &Config) -> Result<Self, KeyProblem> {
        let identity = &config.identity;
        let issuer = Url::parse(&identity.issuer)
            .map_err(|problem| KeyProblem(format!("identity.issuer is no URL: {problem}")))?;
        let plain = issuer.host_str().filter(|_| issuer.scheme() == "http").map(str::to_owned);
        let plain_host = plain.clone();
        let follow = redirect::Policy::custom(move |attempt| {
            if attempt.previous().len() > MOST_REDIRECTS {
                attempt.error("it leads from one place to the next")
            } else if is_guarded(attempt.url(), plain_host.as_deref()) {
                attempt.follow()
            } else {
                attempt.error("it leads to a place without TLS")
            }
        });
        // A connection that is kept for minutes is one that the other side may have closed.
        let mut http = Client::builder().timeout(PATIENCE).redirect(follow).pool_max_idle_per_host(0);
        if let Some(file) = config.identity_ca_file() {
            http = http.tls_certs_only(certificates(file)?);
        }
        let said =
            |problem: reqwest::Error| KeyProblem(format!("identity.issuer cannot be asked: {}", reason(&problem)));
        Ok(Self {
            issuer: identity.issuer.clone(),
            http: http.build().map_err(said)?,
            plain,
            interval: Duration::from_secs(identity.refresh_seconds),
            pause: Duration::from_secs(identity.refresh_pause_seconds),
            keys: RwLock::new(None),
            asked: Mutex::new(None),
        })
    }

    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The last good keys; none before the provider answered for the first time.
    pub fn keys(&self) -> Option<Arc<Keys>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub async fn keep_fresh(&self, stop: &CancellationToken) {
        loop {
            let good = self.ask(&mut *self.asked.lock().await).await;
            let wait = match self.keys() {
                Some(_) if good => self.interval,
                Some(_) => RETRY.min(self.interval),
                None => FIRST_RETRY,
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// For a token with a key that is not known: asks again, unless that was done a moment ago. In a task of its own,
    /// since a caller who hangs up must not cut off what others wait for.
    pub async fn look_again(self: &Arc<Self>) {
        let own = Arc::clone(self);
        let looking = tokio::spawn(async move {
            let mut asked = own.asked.lock().await;
            if asked.is_none_or(|at| at.elapsed() >= own.pause) {
                own.ask(&mut asked).await;
            }
        });
        if let Err(failure) = looking.await {
            tracing::error!(%failure, "looking for keys failed");
        }
    }

    /// Whether good keys came. What went wrong is told to the operator; the keys stay what they were.
    async fn ask(&self, asked: &mut Option<Instant>) -> bool {
        let fetched = self.fetch().await;
        *asked = Some(Instant::now());
        let known = self.keys();
        match fetched {
            Ok(keys) => {
                // The same keys stay in place, or every remembered token would be checked again.
                if !known.is_some_and(|known| known.are_those_of(&keys)) {
                    tracing::info!(issuer = self.issuer, count = keys.count(), "keys of the identity provider are new");
                    *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(keys));
                }
                true
            }
            Err(problem) => {
                let goes_on = if known.is_some() { "with the last good keys" } else { "without: nobody can sign in" };
                tracing::warn!(issuer = self.issuer, problem, goes_on, "keys of the identity provider did not come");
                false
            }
        }
    }

    async fn fetch(&self) -> Result<Keys, String> {
        let place = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let document = self.get(&place).await?;
        let document: Discovery = serde_json::from_slice(&document)
            .map_err(|problem| format!("{place} is no discovery document: {problem}"))?;
        if document.issuer != self.issuer {
            return Err(format!(
                "{place} speaks for {:?}, which is not identity.issuer to the letter",
                document.issuer
            ));
        }
        let set = self.get(&document.jwks_uri).await?;
        Keys::of_provider(&set, &self.issuer).map_err(|problem| format!("{}: {problem}", document.jwks_uri))
    }

    async fn get(&self, place: &str) -> Result<Vec<u8>, String> {
        let url = Url::parse(place).map_err(|problem| format!("{place:?} is no URL: {problem}"))?;
        if !is_guarded(&url, self.plain.as_deref()) {
            return Err(format!("{place} is without TLS"));
        }
        let said = |problem: reqwest::Error| format!("{place}: {}", reason(&problem));
        let mut answer = self.http.get(url).header(ACCEPT, "application/json").send().await.map_err(said)?;
        if !answer.status().is_success() {
            return Err(format!("{place} answers {}", answer.status()));
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(said)? {
            if body.len() + piece.len() > LARGEST {
                return Err(format!("{place} answers with more than {LARGEST} bytes"));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }
}

/// Whether what comes from there can be believed.
fn is_guarded(url: &Url, plain: Option<&str>) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && plain.is_some() && plain == url.host_str())
}

fn certificates(file: &std::path::Path) -> Result<Vec<Certificate>, KeyProblem> {
    let said = |problem: String| KeyProblem(format!("identity.ca_file {}: {problem}", file.display()));
    let text = std::fs::read(file).map_err(|problem| said(problem.to_string()))?;
    let certificates = Certificate::from_pem_bundle(&text).map_err(|problem| said(reason(&problem)))?;
    if certificates.is_empty() { Err(said("it holds no certificate in PEM".into())) } else { Ok(certificates) }
}

/// The last cause: those before it only say that something failed on the way.
fn reason(problem: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = problem;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
