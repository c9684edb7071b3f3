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

use http::{Extensions, HeaderMap, Request, Response, header};
use proto::platform::v1::Reason;
use tokio::time::timeout_at;
use tokio_util::sync::CancellationToken;
use tonic::{Code, body::Body};
use tower::{Layer, Service};
use tracing::Instrument;

use super::{
    Permit,
    admission::{Admission, Admitting},
    deadline,
    grants::Grants,
    rules::{Rule, Rules},
    tokens::Tokens,
    too_late, unread,
    watch::{self, Watch},
};
use crate::{
    config::Config,
    error::{Error, Language, Result, Text},
    limits::{self, Delivered, Limits, Peer, Work},
    metrics::Metrics,
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
    admitting: Admitting,
    metrics: Metrics,
    limits: Limits,
    patience: Duration,
    patience_of_streams: Duration,
}

impl AccessLayer {
    /// The gate with these rules, these keys and these grants, and the limits of the configuration.
    pub(crate) fn new(
        rules: Arc<Rules>,
        tokens: Arc<Tokens>,
        grants: Grants,
        metrics: Metrics,
        config: &Config,
    ) -> Self {
        Self {
            rules,
            admitting: Admitting { tokens, grants },
            metrics,
            limits: Limits::from_config(config),
            patience: Duration::from_secs(config.server.request_timeout_seconds),
            patience_of_streams: Duration::from_secs(config.server.stream_timeout_seconds),
        }
    }

    /// The limits that calls are held to.
    pub(crate) fn limits(&self) -> Limits {
        self.limits.clone()
    }

    async fn permit(
        &self,
        rule: &Rule,
        headers: &HeaderMap,
        language: Language,
        begun: Instant,
    ) -> Result<(Permit, bool)> {
        let patience = if rule.streams || rule.answers_in_stream { self.patience_of_streams } else { self.patience };
        let deadline = deadline::of(headers, patience, begun);
        let admitting = self.admitting.admit(rule, headers);
        // Asked before anything is waited for: the gRPC library has a clock of its own, and no reason to give.
        let Admission { subject, grants, revocable, oversees, belongs, stale } = match deadline {
            Some(deadline) if deadline <= Instant::now() => return Err(too_late()),
            Some(deadline) => timeout_at(deadline.into(), admitting).await.map_err(|_| too_late())??,
            None => admitting.await?,
        };
        let permit = Permit {
            subject,
            grants,
            language,
            method: rule.method,
            deadline,
            address: String::new(),
            ended: CancellationToken::new(),
            while_suspended: rule.while_suspended,
            oversees,
            belongs,
            stale,
        };
        Ok((permit, revocable))
    }

    /// What a call takes of this process and of its caller, and the permit it has.
    async fn call(
        &self,
        rule: &Rule,
        (headers, extensions): (&HeaderMap, &Extensions),
        language: Language,
        begun: Instant,
    ) -> Result<Call> {
        let connection = Peer::of(extensions).map(|peer| &*peer.connection);
        let room = self.limits.room(rule, headers, connection)?;
        let (permit, revocable) = self.permit(rule, headers, language, begun).await?;
        let permit = permit.with_address_of(extensions);
        let work = self.limits.callers.work(rule, &permit.subject, &permit.address, room)?;
        Ok(Call { permit, revocable, work })
    }

    /// Looks after a call that stays open, where what it was admitted by can be revoked.
    fn watch(&self, rule: &Rule, headers: &HeaderMap, permit: &Permit, revocable: bool) -> Option<Watch> {
        if !revocable || !(rule.streams || rule.answers_in_stream) {
            return None;
        }
        let (grants, ended) = (permit.grants.clone(), permit.ended.clone());
        let (rule, headers) = (rule.clone(), headers.clone());
        Some(Watch::over(self.admitting.clone(), rule, headers, grants, permit.language, ended))
    }

    /// Asks the gate, and then the handler.
    async fn answer<Inner>(
        self,
        inner: Inner,
        request: Request<Body>,
    ) -> std::result::Result<Response<Body>, Inner::Error>
    where
        Inner: Service<Request<Body>, Response = Response<Body>> + Send + 'static,
        Inner::Future: Send + 'static,
        Inner::Error: Send + 'static,
    {
        let language = language(request.headers());
        let begun = Instant::now();
        let rule = self.rules.of(request.uri().path());
        // Not the whole of it: its body cannot be lent to another thread.
        let head = (request.headers(), request.extensions());
        let called = match rule.ok_or_else(unknown_method) {
            Ok(rule) => self.call(rule, head, language, begun).await.map(|call| (rule, call)),
            Err(refusal) => Err(refusal),
        };
        let (rule, call) = match called {
            Ok(called) => called,
            Err(refusal) => {
                let status = refusal.into_status(language);
                // Whoever makes up methods must not make up series.
                let method = rule.map_or(OTHER, |rule| rule.method);
                self.metrics.rpc(method.trim_start_matches('/'), status.code(), begun.elapsed());
                return Ok(status.into_http());
            }
        };
        let answer = self.ask(inner, request, rule, call).await?;
        // A refusal has its code in the head; an answer that began well counts as such.
        let code = answer.headers().get("grpc-status").map_or(Code::Ok, |code| Code::from_bytes(code.as_bytes()));
        self.metrics.rpc(rule.method.trim_start_matches('/'), code, begun.elapsed());
        Ok(answer)
    }

    /// Asks the handler for somebody who was admitted.
    async fn ask<Inner>(
        &self,
        mut inner: Inner,
        mut request: Request<Body>,
        rule: &Rule,
        call: Call,
    ) -> std::result::Result<Response<Body>, Inner::Error>
    where
        Inner: Service<Request<Body>, Response = Response<Body>> + Send + 'static,
        Inner::Future: Send + 'static,
        Inner::Error: Send + 'static,
    {
        let Call { permit, revocable, work } = call;
        let span = tracing::info_span!("rpc", otel.kind = "server", method = permit.method);
        if let Some(parent) = request.headers().get("traceparent").and_then(|value| value.to_str().ok()) {
            telemetry::set_parent(&span, parent);
        }
        let watch = self.watch(rule, request.headers(), &permit, revocable);
        let (deadline, language) = (permit.deadline, permit.language);
        if rule.streams {
            let ended = permit.ended.clone();
            let steadily = |body| limits::steadily(unread::or_broken_off(body), self.limits.slow, language);
            request = request.map(|body| watch::asking(steadily(body), ended));
        }
        let connection = Peer::of(request.extensions()).map(|peer| Arc::clone(&peer.connection));
        request.extensions_mut().insert(permit);
        let asked = inner.call(request);
        // What it takes is taken until it ends, even where nobody waits for it any longer.
        let handler = tokio::spawn(async move { (asked.await, work) }.instrument(span));
        let mut work = None;
        let answer = tokio::select! {
            biased;
            refusal = lost(watch.as_ref()) => refusal.into_http(),
            answer = until(deadline, handler) => match answer {
                Some(Ok((answer, done))) => {
                    work = rule.answers_in_stream.then_some(done);
                    unread::in_our_words(answer?, language)
                }
                // A handler that panicked; what it said is in the log already.
                Some(Err(failure)) => Error::internal(failure).into_status(language).into_http(),
                // The handler goes on, but begins no commit any more. One that is under way may still be made: with a
                // request id the caller can ask again, and learns what became of it.
                None => too_late().into_status(language).into_http(),
            },
        };
        let answer = match connection {
            Some(connection) => answer.map(|body| Delivered::over(connection, body, work)),
            None => answer,
        };
        match watch {
            Some(watch) if rule.answers_in_stream && !answer.headers().contains_key("grpc-status") => {
                Ok(answer.map(|body| watch.answering(body)))
            }
            _ => Ok(answer),
        }
    }
}

/// A call that may be asked of the handler.
struct Call {
    permit: Permit,
    revocable: bool,
    work: Work,
}

/// The refusal of a call whose grant is gone; never, where none can go.
async fn lost(watch: Option<&Watch>) -> tonic::Status {
    match watch {
        Some(watch) => watch.lost().await,
        None => std::future::pending().await,
    }
}

fn unknown_method() -> Error {
    let text = Text::told("this rpc is unknown", "esta llamada no existe", "esta chamada não existe");
    Error::refused(Reason::MethodUnknown, text)
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

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        if OPEN.iter().any(|open| request.uri().path().starts_with(open)) {
            return Box::pin(self.inner.call(request));
        }
        // The one that was asked whether it is ready is the one to call.
        let waiting = self.inner.clone();
        let ready = std::mem::replace(&mut self.inner, waiting);
        Box::pin(self.access.clone().answer(ready, request))
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
