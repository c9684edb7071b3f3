//! How much may be asked: of the process, by a caller, in a country, over a connection.
//!
//! What always holds: whoever is over a limit of their own is told which and when to call again, and nothing was done;
//! where the process is full everybody is told so; and health and reflection are behind none of this.

mod account;
mod answers;
mod asking;
mod callers;
mod connection;
mod connections;
mod refusals;
mod shares;

use std::{sync::Arc, time::Duration};

pub(crate) use answers::Delivered;
pub(crate) use asking::steadily;
pub(crate) use callers::{Callers, Work};
pub(crate) use connection::{Connection, Peer};
pub(crate) use connections::{Connections, Incoming};
use http::HeaderMap;
pub(crate) use shares::{Shares, Turn};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{access::rules::Rule, config::Config, error::Result};

/// What HTTP/2 adds to the length of each header.
const HEADER_OVERHEAD: usize = 32;

/// The limits of calls before it is known where they take place.
#[derive(Clone)]
pub(crate) struct Limits {
    calls: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    pub callers: Arc<Callers>,
    header_bytes: usize,
    /// How long whoever sends a stream may take for the next piece.
    pub slow: Duration,
}

/// Room in this process for one call, until this is dropped.
pub(crate) struct Room {
    _call: OwnedSemaphorePermit,
    _stream: Option<OwnedSemaphorePermit>,
}

impl Limits {
    pub fn from_config(config: &Config) -> Self {
        let limits = &config.limits;
        Self {
            calls: Arc::new(Semaphore::new(limits.calls)),
            streams: Arc::new(Semaphore::new(limits.streams)),
            callers: Arc::new(Callers::from_config(config)),
            header_bytes: config.server.max_header_bytes,
            slow: Duration::from_secs(config.server.slow_seconds),
        }
    }

    /// Room for a call with these headers that came over this connection.
    pub fn room(&self, rule: &Rule, headers: &HeaderMap, connection: Option<&Connection>) -> Result<Room> {
        if size(headers) > self.header_bytes {
            return Err(refusals::headers_too_large());
        }
        if connection.is_some_and(Connection::is_spare) {
            return Err(refusals::busy());
        }
        let room = |semaphore: &Arc<Semaphore>| Arc::clone(semaphore).try_acquire_owned().map_err(|_| refusals::busy());
        let stream = if rule.streams { Some(room(&self.streams)?) } else { None };
        Ok(Room { _call: room(&self.calls)?, _stream: stream })
    }
}

fn size(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + HEADER_OVERHEAD).sum()
}
