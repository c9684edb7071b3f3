//! Answers have to be taken: an answer that lies here because its caller does not read holds memory and a place.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http_body::{Frame, SizeHint};
use prost::bytes::Bytes;
use tonic::{Status, body::Body};

use super::{Connection, Work};

/// The body of an answer. The transport asks for its next piece when there is room for it, that is when the caller has
/// taken enough; how long that has been is written down at the connection, which is cut when it is too long.
pub(crate) struct Delivered {
    body: Body,
    connection: Arc<Connection>,
    place: u64,
    _work: Option<Work>,
}

impl Delivered {
    /// Watches an answer that goes over `connection`; `work` goes on as long as the answer does.
    pub fn over(connection: Arc<Connection>, body: Body, work: Option<Work>) -> Body {
        let place = connection.answers_begun();
        Body::new(Self { body, connection, place, _work: work })
    }
}

impl Drop for Delivered {
    fn drop(&mut self) {
        self.connection.waits_for_handler(self.place);
    }
}

impl http_body::Body for Delivered {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        match frame {
            Poll::Ready(_) => self.connection.waits_for_peer(self.place),
            Poll::Pending => self.connection.waits_for_handler(self.place),
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
