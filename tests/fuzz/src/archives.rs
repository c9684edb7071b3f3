//! Archives that somebody sends as a document.

use std::{
    future::ready,
    ops::Range,
    pin::pin,
    task::{Context, Poll, Waker},
};

use registrations::archive;

/// No part that is asked for is larger: a directory, or the list of the parts of a document.
const LARGEST: u64 = 1024 * 1024;

pub fn read(bytes: &[u8]) {
    let part = |range: Range<u64>| {
        assert!(range.end.checked_sub(range.start).is_some_and(|size| size <= LARGEST), "{range:?} is asked for");
        let [start, end] =
            [range.start, range.end].map(|at| usize::try_from(at).map_or(bytes.len(), |at| at.min(bytes.len())));
        ready(Ok(bytes[start..end].to_vec()))
    };
    let found = pin!(archive::media_type(bytes.len() as u64, part));
    let Poll::Ready(Ok(found)) = found.poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("all parts are there");
    };
    if let Some(found) = found {
        assert!(found.starts_with("application/vnd.o"), "{found}");
    }
}
