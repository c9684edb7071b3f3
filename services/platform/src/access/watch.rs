//! Calls that stay open: looked at again and again, and ended when what they rest on is gone.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures::StreamExt;
use http::HeaderMap;
use http_body_util::{BodyExt, BodyStream, StreamBody};
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;
use tonic::{Status, body::Body};

use super::{Grant, admission::Admitting, role_not_allowed, rules::Rule};
use crate::error::{Language, Result};

/// Between two looks. With what is remembered of a caller, and an event's way, it stays under a second.
const LOOK: Duration = Duration::from_millis(300);

/// One open call. It is no longer looked at when this is dropped.
pub(super) struct Watch {
    ended: CancellationToken,
    refusal: Arc<OnceLock<Status>>,
    looking: AbortHandle,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.looking.abort();
    }
}

impl Watch {
    /// Looks after a call that was admitted by these grants, and cancels `ended` when one of them is gone.
    pub fn over(
        admitting: Admitting,
        rule: Rule,
        headers: HeaderMap,
        grants: Vec<Grant>,
        language: Language,
        ended: CancellationToken,
    ) -> Self {
        let refusal = Arc::new(OnceLock::new());
        let (told, end) = (Arc::clone(&refusal), ended.clone());
        let looking = tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK).await;
                if let Err(gone) = still(&admitting, &rule, &headers, &grants).await {
                    let _ = told.set(gone.into_status(language));
                    end.cancel();
                    return;
                }
            }
        });
        Self { ended, refusal, looking: looking.abort_handle() }
    }

    /// Resolved with the answer when the call may not go on.
    pub async fn lost(&self) -> Status {
        self.ended.cancelled().await;
        self.status()
    }

    fn status(&self) -> Status {
        self.refusal.get().cloned().unwrap_or_else(|| role_not_allowed().into_status(Language::English))
    }

    /// The body of an answer, cut off with the refusal as its status when the call may not go on.
    pub fn answering(self, body: Body) -> Body {
        let ended = self.ended.clone();
        let frames = BodyStream::new(body).take_until(ended.clone().cancelled_owned());
        let trailers = async move {
            let mut trailers = HeaderMap::new();
            match ended.is_cancelled() && self.status().add_header(&mut trailers).is_ok() {
                true => Some(Ok(trailers)),
                false => None,
            }
        };
        Body::new(StreamBody::new(frames).with_trailers(trailers))
    }
}

/// The body of a request, broken off when the call may not go on: its end must not be taken for the end of a file.
pub(super) fn asking(body: Body, ended: CancellationToken) -> Body {
    let frames = BodyStream::new(body).take_until(ended.clone().cancelled_owned());
    let broken = futures::stream::once(async move {
        ended.is_cancelled().then(|| Err(Status::permission_denied("the call may not go on")))
    });
    Body::new(StreamBody::new(frames.chain(broken.filter_map(|broken| async move { broken }))))
}

async fn still(admitting: &Admitting, rule: &Rule, headers: &HeaderMap, grants: &[Grant]) -> Result<()> {
    let now = admitting.admit(rule, headers).await?;
    match grants.iter().all(|grant| now.grants.contains(grant)) {
        true => Ok(()),
        false => Err(role_not_allowed()),
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::Full;
    use prost::bytes::Bytes;
    use tonic::Code;

    use super::*;

    fn whole() -> Body {
        Body::new(Full::new(Bytes::from_static(b"first")))
    }

    /// A body that says one thing, and then nothing for ever.
    fn stalled() -> Body {
        Body::new(StreamBody::new(BodyStream::new(whole()).chain(futures::stream::pending())))
    }

    #[tokio::test]
    async fn a_request_that_is_cut_off_does_not_look_complete() {
        let ended = CancellationToken::new();
        let mut body = asking(stalled(), ended.clone());
        assert!(body.frame().await.is_some_and(|frame| frame.is_ok()));
        ended.cancel();
        assert!(body.frame().await.is_some_and(|frame| frame.is_err()));
        let mut body = asking(whole(), CancellationToken::new());
        assert!(body.frame().await.is_some_and(|frame| frame.is_ok()));
        assert!(body.frame().await.is_none(), "what nobody cut off ends as it should");
    }

    #[tokio::test]
    async fn an_answer_that_is_cut_off_has_the_refusal_as_its_status() {
        let ended = CancellationToken::new();
        let watch = || Watch {
            ended: ended.clone(),
            refusal: Arc::new(OnceLock::from(Status::unavailable("stale"))),
            looking: tokio::spawn(std::future::pending::<()>()).abort_handle(),
        };
        let mut complete = watch().answering(whole());
        assert!(complete.frame().await.is_some_and(|frame| frame.is_ok()));
        assert!(complete.frame().await.is_none(), "what nobody cut off has the handler's own trailers");
        let mut body = watch().answering(stalled());
        assert!(body.frame().await.is_some_and(|frame| frame.is_ok()));
        ended.cancel();
        let last = body.frame().await.expect("trailers").expect("no failure");
        let status = last.trailers_ref().and_then(Status::from_header_map).expect("a status");
        assert_eq!((status.code(), status.message()), (Code::Unavailable, "stale"));
    }
}
