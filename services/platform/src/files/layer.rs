//! Sending files to whoever holds a link, beside gRPC on the same port.
//!
//! The bytes are somebody else's, so a browser must never take them for a page of ours: it is told to save them, to guess
//! nothing, and to run nothing should it show them all the same. Whatever is wrong with a link, the answer is the same.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures::TryStreamExt;
use http::{HeaderValue, Method, Request, Response, StatusCode, header, request::Parts};
use http_body::Frame;
use http_body_util::StreamBody;
use tonic::{Status, body::Body};
use tower::{Layer, Service};

use super::{
    Linked,
    link::PATH,
    range::{self, Part},
};
use crate::{
    access::rules::Rule,
    address::CallerAddress,
    country::Standing,
    error::{Error, Result},
    files::Opener,
    limits::{Delivered, Limits, Peer},
    service::Ground,
};

/// Every answer here has these.
const HEADERS: [(header::HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
    (header::CACHE_CONTROL, "private, no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// Seconds after which whoever met a limit may come again.
const PAUSE: &str = "1";

/// Answers the links of the services of this process, and leaves everything else to whoever stands behind.
#[derive(Clone)]
pub(crate) struct LinkLayer(Arc<Links>);

struct Links {
    openers: Vec<(Ground, Opener)>,
    limits: Limits,
    /// What the limits know a link as: an answer that takes as long as its reader does.
    rule: Rule,
}

impl LinkLayer {
    pub fn new(openers: Vec<(Ground, Opener)>, limits: Limits) -> Self {
        let rule = Rule { method: PATH, answers_in_stream: true, ..Rule::default() };
        Self(Arc::new(Links { openers, limits, rule }))
    }
}

impl<Inner> Layer<Inner> for LinkLayer {
    type Service = Linking<Inner>;

    fn layer(&self, inner: Inner) -> Linking<Inner> {
        Linking { links: Arc::clone(&self.0), inner }
    }
}

/// A service behind the links.
#[derive(Clone)]
pub(crate) struct Linking<Inner> {
    links: Arc<Links>,
    inner: Inner,
}

impl<Inner, Asked> Service<Request<Asked>> for Linking<Inner>
where
    Inner: Service<Request<Asked>, Response = Response<Body>>,
    Inner::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Inner::Error;
    type Future = Pin<Box<dyn Future<Output = std::result::Result<Response<Body>, Inner::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<std::result::Result<(), Inner::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Asked>) -> Self::Future {
        if !request.uri().path().starts_with(PATH) {
            return Box::pin(self.inner.call(request));
        }
        let links = Arc::clone(&self.links);
        let (head, _) = request.into_parts();
        Box::pin(async move { Ok(links.answer(head).await) })
    }
}

impl Links {
    async fn answer(&self, head: Parts) -> Response<Body> {
        let connection = Peer::of(&head.extensions).map(|peer| Arc::clone(&peer.connection));
        let address = head.extensions.get::<CallerAddress>().map(ToString::to_string).unwrap_or_default();
        let room = self.limits.room(&self.rule, &head.headers, connection.as_deref());
        let work = room.and_then(|room| self.limits.callers.work(&self.rule, "", &address, room));
        let Ok(work) = work else {
            let mut busy = empty(StatusCode::SERVICE_UNAVAILABLE);
            busy.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(PAUSE));
            return busy;
        };
        let answer = match head.method {
            Method::GET | Method::HEAD => self.file(&head).await.unwrap_or_else(|problem| {
                tracing::error!(%problem, "a file could not be sent to whoever holds its link");
                empty(StatusCode::SERVICE_UNAVAILABLE)
            }),
            _ => empty(StatusCode::METHOD_NOT_ALLOWED),
        };
        match connection {
            Some(connection) => answer.map(|body| Delivered::over(connection, body, Some(work))),
            None => answer,
        }
    }

    async fn file(&self, head: &Parts) -> Result<Response<Body>> {
        let found = self.linked(head.uri.path()).await?;
        let Some((ground, linked)) = found else { return Ok(empty(StatusCode::NOT_FOUND)) };
        let with_body = head.method == Method::GET;
        let tag = format!("\"{}\"", linked.sha256);
        // A range is something of GET alone.
        let part = if with_body { range::asked(&head.headers, linked.size, &tag) } else { Part::Whole };
        let (status, bytes) = match part {
            Part::Whole => (StatusCode::OK, 0..linked.size),
            Part::Bytes(bytes) => (StatusCode::PARTIAL_CONTENT, bytes),
            Part::Beyond => return beyond(linked.size),
        };
        let mut answer = empty(status);
        let headers = answer.headers_mut();
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(header::ETAG, value(&tag)?);
        headers.insert(header::CONTENT_LENGTH, (bytes.end - bytes.start).into());
        headers.insert(header::CONTENT_TYPE, value(&linked.content_type)?);
        headers.insert(header::CONTENT_DISPOSITION, value(&saved_as(&linked.name))?);
        if status == StatusCode::PARTIAL_CONTENT {
            let (first, last, size) = (bytes.start, bytes.end - 1, linked.size);
            headers.insert(header::CONTENT_RANGE, value(&format!("bytes {first}-{last}/{size}"))?);
        }
        if with_body && !bytes.is_empty() {
            let bytes = ground.store.files().read_part(&linked.key, bytes).await?;
            let frames = bytes.map_ok(Frame::data).map_err(|problem| {
                tracing::error!(%problem, "a file broke off on its way to whoever holds its link");
                Status::unavailable("the file broke off")
            });
            *answer.body_mut() = Body::new(StreamBody::new(frames));
        }
        Ok(answer)
    }

    /// The file of a link that is good, of a country that takes part.
    async fn linked(&self, path: &str) -> Result<Option<(&Ground, Linked)>> {
        let Some((service, token)) = path.strip_prefix(PATH).and_then(|rest| rest.split_once('/')) else {
            return Ok(None);
        };
        let found = self.openers.iter().find(|(ground, _)| ground.store.service == service);
        let Some((ground, open)) = found else { return Ok(None) };
        let Some(wanted) = ground.store.files().wanted(token) else { return Ok(None) };
        let store = &ground.store;
        if store.standings().of(store, &wanted.country).await? != Standing::Active {
            return Ok(None);
        }
        Ok(open(ground.clone(), wanted).await?.map(|linked| (ground, linked)))
    }
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    for (name, text) in HEADERS {
        answer.headers_mut().insert(name, HeaderValue::from_static(text));
    }
    answer
}

/// The answer to whoever asks for bytes behind the end.
fn beyond(size: u64) -> Result<Response<Body>> {
    let mut answer = empty(StatusCode::RANGE_NOT_SATISFIABLE);
    answer.headers_mut().insert(header::CONTENT_RANGE, value(&format!("bytes */{size}"))?);
    Ok(answer)
}

fn value(text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text).map_err(Error::internal)
}

/// To be saved under this name (RFC 6266): in ASCII for old browsers, and as it is for all others.
fn saved_as(name: &str) -> String {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "-_. ".contains(sign);
    let plain: String = name.chars().map(|sign| if is_plain(sign) { sign } else { '_' }).collect();
    let mut whole = String::new();
    for byte in name.bytes() {
        match byte {
            b'-' | b'_' | b'.' => whole.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => whole.push(char::from(byte)),
            _ => whole.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_to_old_and_new_browsers_and_breaks_out_of_neither() {
        assert_eq!(saved_as("año 1.pdf"), "attachment; filename=\"a_o 1.pdf\"; filename*=UTF-8''a%C3%B1o%201.pdf");
        let broken_out = saved_as("x\"; filename=\"y.html\r\nSet-Cookie: a=b");
        assert!(broken_out.matches('"').count() == 2 && !broken_out.contains(['\r', '\n']), "{broken_out}");
        assert!(value(&broken_out).is_ok());
    }
}
