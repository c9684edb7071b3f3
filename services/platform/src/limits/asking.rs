//! Streams of requests have to come steadily: whoever sends drop by drop would hold memory and a place for an hour.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http_body::{Frame, SizeHint};
use prost::bytes::Bytes;
use tokio::time::{Instant, Sleep, sleep};
use tonic::{Status, body::Body};

use super::refusals::too_slow;
use crate::error::Language;

/// As much has to come within the time for the next piece.
const ENOUGH: usize = 1024;

/// The body of a request, broken off with a refusal when less than a kilobyte comes within `slow`. Time counts while the
/// handler waits for more, and not while it works.
pub(crate) fn steadily(body: Body, slow: Duration, language: Language) -> Body {
    Body::new(Steady { body, slow, language, waiting: None, come: 0 })
}

struct Steady {
    body: Body,
    slow: Duration,
    language: Language,
    /// Ends when the time for the next piece does.
    waiting: Option<Pin<Box<Sleep>>>,
    /// Bytes of the next piece that are there.
    come: usize,
}

impl http_body::Body for Steady {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            if let Some(Ok(frame)) = &frame {
                this.come += frame.data_ref().map_or(0, Bytes::len);
            }
            if this.come >= ENOUGH {
                this.come = 0;
                if let Some(waiting) = &mut this.waiting {
                    waiting.as_mut().reset(Instant::now() + this.slow);
                }
            }
            return Poll::Ready(frame);
        }
        let slow = this.slow;
        let waiting = this.waiting.get_or_insert_with(|| Box::pin(sleep(slow)));
        match waiting.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Some(Err(too_slow().into_status(this.language)))),
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;
    use http_body_util::{BodyExt, StreamBody};
    use tonic::Code;

    use super::*;

    /// A body of so many pieces of so many bytes, a millisecond apart; then nothing for ever.
    fn pieces(count: usize, bytes: usize) -> Body {
        let stream = stream::unfold(0, move |sent| async move {
            if sent == count {
                std::future::pending::<()>().await;
            }
            sleep(Duration::from_millis(1)).await;
            Some((Ok::<_, Status>(Frame::data(Bytes::from(vec![0; bytes]))), sent + 1))
        });
        Body::new(StreamBody::new(stream))
    }

    /// How many pieces were taken before the body was broken off, and with what.
    async fn taken(body: Body, slow: Duration) -> (usize, Code) {
        let mut body = steadily(body, slow, Language::English);
        let mut taken = 0;
        loop {
            match body.frame().await {
                Some(Ok(_)) => taken += 1,
                Some(Err(status)) => return (taken, status.code()),
                None => return (taken, Code::Ok),
            }
        }
    }

    #[tokio::test]
    async fn who_sends_steadily_is_listened_to_until_nothing_comes_any_more() {
        assert_eq!(taken(pieces(30, 4096), Duration::from_secs(2)).await, (30, Code::DeadlineExceeded));
        // Small pieces that together are enough.
        assert_eq!(taken(pieces(60, 100), Duration::from_secs(2)).await, (60, Code::DeadlineExceeded));
    }

    #[tokio::test]
    async fn drops_are_no_stream() {
        let (drops, code) = taken(pieces(100_000, 1), Duration::from_millis(100)).await;
        assert!(drops < ENOUGH && code == Code::DeadlineExceeded, "{drops} drops, {code:?}");
    }
}
