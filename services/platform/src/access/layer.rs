//! The one gate: path → rule, token → caller, role held → a permit beside the request.
//!
//! It stands before unary, streaming and gRPC-Web calls alike. Whatever is unknown is denied. The handler runs in a
//! task of its own: a caller who hangs up cannot cut it off between two statements.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http::{HeaderMap, Request, Response, header};
use proto::platform::v1::{Reach, Reason, Role};
use tonic::{Code, body::Body};
use tower::{Layer, Service};
use tracing::Instrument;

use super::{
    Caller, Grant, Permit, role_not_allowed,
    rules::{Rule, Rules},
    tokens::Tokens,
    unauthenticated,
};
use crate::{
    error::{Error, Language, Result, Text},
    metrics::Metrics,
    names::NETWORK,
    telemetry,
};

/// What is open to everybody: whether a service is well, and what its contract is.
const OPEN: [&str; 3] = ["/grpc.health.v1.Health/", "/grpc.reflection.v1.", "/grpc.reflection.v1alpha."];

/// Puts the gate before a service.
#[derive(Clone)]
pub struct AccessLayer {
    rules: Arc<Rules>,
    tokens: Arc<Tokens>,
    metrics: Metrics,
}

impl AccessLayer {
    /// The gate with these rules and these keys.
    pub fn new(rules: Arc<Rules>, tokens: Arc<Tokens>, metrics: Metrics) -> Self {
        Self { rules, tokens, metrics }
    }

    fn permit(&self, path: &str, headers: &HeaderMap, language: Language) -> Result<Permit> {
        let rule = self.rules.of(path).ok_or_else(unknown_method)?;
        let caller = match headers.get(header::AUTHORIZATION) {
            Some(value) => {
                let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
                Some(self.tokens.check(token.ok_or_else(unauthenticated)?)?)
            }
            None => None,
        };
        let grants = grants(rule, caller.as_ref());
        if grants.is_empty() {
            return Err(if caller.is_some() { role_not_allowed() } else { unauthenticated() });
        }
        let subject = caller.map(|caller| caller.subject).unwrap_or_default();
        Ok(Permit { subject, grants, language, method: rule.method, address: String::new() })
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
    Inner: Service<Request<Body>, Response = Response<Body>> + Send + 'static,
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
        let language = language(request.headers());
        let permit = match self.access.permit(&path, request.headers(), language) {
            Ok(permit) => permit,
            Err(refusal) => {
                let answer = refusal.into_status(language).into_http();
                return Box::pin(async move { Ok(answer) });
            }
        };
        let span = tracing::info_span!("rpc", method = permit.method);
        if let Some(parent) = request.headers().get("traceparent").and_then(|value| value.to_str().ok()) {
            telemetry::set_parent(&span, parent);
        }
        let method = permit.method;
        request.extensions_mut().insert(permit);
        let metrics = self.access.metrics.clone();
        let begun = std::time::Instant::now();
        let handler = tokio::spawn(self.inner.call(request).instrument(span));
        Box::pin(async move {
            let answer = match handler.await {
                Ok(answer) => answer?,
                // A handler that panicked; what it said is in the log already.
                Err(failure) => Error::internal(failure).into_status(language).into_http(),
            };
            // A refusal has its code in the head; an answer that began well counts as such.
            let code = answer.headers().get("grpc-status").map_or(Code::Ok, |code| Code::from_bytes(code.as_bytes()));
            metrics.rpc(method.trim_start_matches('/'), code, begun.elapsed());
            Ok(answer)
        })
    }
}

fn language(headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Language::of(accepted.unwrap_or_default())
}
