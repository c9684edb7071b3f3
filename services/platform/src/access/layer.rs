//! The one gate: path → rule, token → caller, role held → a permit beside the request.
//!
//! It stands before unary, streaming and gRPC-Web calls alike. Whatever is unknown is denied. The handler runs in a
//! task of its own: a caller who hangs up cannot cut it off between two statements.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use http::{HeaderMap, Request, Response, header};
use proto::platform::v1::{Reach, Reason, Role};
use tokio::time::timeout_at;
use tonic::{Code, body::Body};
use tower::{Layer, Service};
use tracing::Instrument;

use super::{
    Caller, Grant, Permit, deadline, role_not_allowed,
    rules::{Rule, Rules},
    tokens::Tokens,
    too_late, unauthenticated, unread,
};
use crate::{
    error::{Error, Language, Result, Text},
    metrics::Metrics,
    names::NETWORK,
    telemetry,
};

/// What is open to everybody: whether a service is well, and what its contract is.
const OPEN: [&str; 3] = ["/grpc.health.v1.Health/", "/grpc.reflection.v1.", "/grpc.reflection.v1alpha."];

/// The name in the metrics of every method that is not in the contract.
const OTHER: &str = "_OTHER";

/// Puts the gate before a service.
#[derive(Clone)]
pub struct AccessLayer {
    rules: Arc<Rules>,
    tokens: Arc<Tokens>,
    metrics: Metrics,
    patience: Duration,
}

impl AccessLayer {
    /// The gate with these rules and these keys. `patience` is how long a call may take.
    pub fn new(rules: Arc<Rules>, tokens: Arc<Tokens>, metrics: Metrics, patience: Duration) -> Self {
        Self { rules, tokens, metrics, patience }
    }

    async fn permit(
        &self,
        rule: &Rule,
        headers: &HeaderMap,
        language: Language,
        deadline: Option<Instant>,
    ) -> Result<Permit> {
        let caller = match headers.get(header::AUTHORIZATION) {
            Some(value) => {
                let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
                Some(self.tokens.check(token.ok_or_else(unauthenticated)?).await?)
            }
            None => None,
        };
        let grants = grants(rule, caller.as_ref());
        if grants.is_empty() {
            return Err(if caller.is_some() { role_not_allowed() } else { unauthenticated() });
        }
        let subject = caller.map(|caller| caller.subject).unwrap_or_default();
        let permit = Permit { subject, grants, language, method: rule.method, deadline, address: String::new() };
        permit.in_time()?;
        Ok(permit)
    }
}

fn unknown_method() -> Error {
    let text = Text::new("this rpc is unknown", "esta llamada no existe");
    Error::refused(Reason::MethodUnknown, text)
}

fn grants(rule: &Rule, caller: Option<&Caller>) -> Vec<Grant> {
    let mut grants = Vec::new();
    for (roles, reach) in &rule.allow {
        if *reach == Reach::Public {
            grants.push(Grant { role: Role::Unspecified, reach: *reach, country: NETWORK.into() });
            continue;
        }
        let held = caller.map(|caller| caller.held.as_slice()).unwrap_or_default();
        for held in held.iter().filter(|held| roles.contains(&held.role)) {
            // A role of the network reaches the network only if it is held there.
            if *reach == Reach::Network && held.country != NETWORK {
                continue;
            }
            grants.push(Grant { role: held.role, reach: *reach, country: held.country.clone() });
        }
    }
    grants
}

impl<Inner> Layer<Inner> for AccessLayer {
    type Service = Gate<Inner>;

    fn layer(&self, inner: Inner) -> Gate<Inner> {
        Gate { access: self.clone(), inner }
    }
}

/// A service behind the gate.
#[derive(Clone)]
pub struct Gate<Inner> {
    access: AccessLayer,
    inner: Inner,
}

impl<Inner> Service<Request<Body>> for Gate<Inner>
where
    Inner: Service<Request<Body>, Response = Response<Body>> + Clone + Send + 'static,
    Inner::Future: Send + 'static,
    Inner::Error: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Inner::Error;
    type Future = Pin<Box<dyn Future<Output = std::result::Result<Response<Body>, Inner::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<std::result::Result<(), Inner::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let path = request.uri().path().to_owned();
        if OPEN.iter().any(|open| path.starts_with(open)) {
            return Box::pin(self.inner.call(request));
        }
        let access = self.access.clone();
        // The one that said it is ready takes this call; its clone is asked before the next.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        Box::pin(async move {
            let language = language(request.headers());
            let begun = Instant::now();
            let metrics = access.metrics.clone();
            let rule = access.rules.of(&path);
            let permit = match rule {
                Some(rule) => {
                    let deadline = deadline::of(request.headers(), access.patience, rule.streams, begun);
                    let permit = access.permit(rule, request.headers(), language, deadline);
                    until(deadline, permit).await.unwrap_or_else(|| Err(too_late()))
                }
                None => Err(unknown_method()),
            };
            let permit = match permit {
                Ok(permit) => permit,
                Err(refusal) => {
                    let status = refusal.into_status(language);
                    // Whoever makes up methods must not make up series.
                    let method = rule.map_or(OTHER, |rule| rule.method);
                    metrics.rpc(method.trim_start_matches('/'), status.code(), begun.elapsed());
                    return Ok(status.into_http());
                }
            };
            let span = tracing::info_span!("rpc", otel.kind = "server", method = permit.method);
            if let Some(parent) = request.headers().get("traceparent").and_then(|value| value.to_str().ok()) {
                telemetry::set_parent(&span, parent);
            }
            let method = permit.method;
            let deadline = permit.deadline;
            if rule.is_some_and(|rule| rule.streams) {
                request = request.map(unread::or_broken_off);
            }
            request.extensions_mut().insert(permit);
            let handler = tokio::spawn(inner.call(request).instrument(span));
            let answer = match until(deadline, handler).await {
                Some(Ok(answer)) => unread::in_our_words(answer?, language),
                // A handler that panicked; what it said is in the log already.
                Some(Err(failure)) => Error::internal(failure).into_status(language).into_http(),
                // The handler goes on, but can commit nothing any more.
                None => too_late().into_status(language).into_http(),
            };
            // A refusal has its code in the head; an answer that began well counts as such.
            let code = answer.headers().get("grpc-status").map_or(Code::Ok, |code| Code::from_bytes(code.as_bytes()));
            access.metrics.rpc(method.trim_start_matches('/'), code, begun.elapsed());
            Ok(answer)
        })
    }
}

/// What came of it; nothing when it did not end in time.
async fn until<T>(deadline: Option<Instant>, awaited: impl Future<Output = T>) -> Option<T> {
    match deadline {
        Some(deadline) => timeout_at(deadline.into(), awaited).await.ok(),
        None => Some(awaited.await),
    }
}

fn language(headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Language::of(accepted.unwrap_or_default())
}
