//! All connections of the process: how many there may be, and which are dropped for how they behave.
//!
//! Over the limit some more are let in, on which only health and reflection are answered; and where even those are many,
//! the oldest of them makes room. So whoever watches gets through a flood of connections.

use std::{
    collections::BTreeMap,
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use futures::Stream;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tonic::transport::server::TcpIncoming;

use super::connection::{Connection, Socket};
use crate::config::Config;

/// How many are let in over the limit.
const SPARE: usize = 64;

/// The connections.
#[derive(Clone, Debug)]
pub(crate) struct Connections(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    most: usize,
    first_call: Duration,
    slow: Duration,
    open: Mutex<Open>,
}

/// By numbers that grow, so that the oldest comes first.
#[derive(Debug, Default)]
struct Open {
    next: u64,
    full: BTreeMap<u64, Arc<Connection>>,
    spare: BTreeMap<u64, Arc<Connection>>,
}

/// A connection that is counted until this is dropped.
#[derive(Debug)]
pub(super) struct Registered {
    pub connection: Arc<Connection>,
    number: u64,
    connections: Connections,
}

impl Drop for Registered {
    fn drop(&mut self) {
        self.connections.forget(self.number);
    }
}

impl Connections {
    pub fn from_config(config: &Config) -> Self {
        let server = &config.server;
        Self(Arc::new(Inner {
            most: server.max_connections,
            first_call: Duration::from_secs(server.first_call_seconds),
            slow: Duration::from_secs(server.slow_seconds),
            open: Mutex::default(),
        }))
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn register(&self) -> Registered {
        let mut open = self.open();
        let number = open.next;
        open.next += 1;
        let spare = open.full.len() >= self.0.most;
        let connection = Arc::new(Connection::new(spare));
        if spare {
            if open.spare.is_empty() {
                tracing::warn!(most = self.0.most, "there are as many connections as server.max_connections");
            }
            if open.spare.len() >= SPARE
                && let Some((_, oldest)) = open.spare.pop_first()
            {
                oldest.cut();
            }
            open.spare.insert(number, Arc::clone(&connection));
        } else {
            open.full.insert(number, Arc::clone(&connection));
        }
        Registered { connection, number, connections: self.clone() }
    }

    fn forget(&self, number: u64) {
        let mut open = self.open();
        open.spare.remove(&number);
        if open.full.remove(&number).is_none() {
            return;
        }
        // Its place is for whoever has waited longest.
        if let Some((number, oldest)) = open.spare.pop_first() {
            oldest.becomes_full();
            open.full.insert(number, oldest);
        }
    }

    /// Cuts connections that deserve no more patience, until told to stop.
    pub async fn watch(self, stop: CancellationToken) {
        let often = self.0.first_call.min(self.0.slow) / 4;
        let often = often.clamp(Duration::from_millis(250), Duration::from_secs(5));
        loop {
            tokio::select! {
                () = tokio::time::sleep(often) => {}
                () = stop.cancelled() => return,
            }
            let now = Instant::now();
            let open = self.open();
            for connection in open.full.values().chain(open.spare.values()) {
                if let Some(why) = connection.fault(now, self.0.first_call, self.0.slow) {
                    tracing::info!(why, "connection dropped");
                    connection.cut();
                }
            }
        }
    }
}

/// Connections as they come in.
pub(crate) struct Incoming {
    sockets: TcpIncoming,
    connections: Connections,
}

impl Incoming {
    pub fn new(sockets: TcpIncoming, connections: Connections) -> Self {
        Self { sockets, connections }
    }
}

impl Stream for Incoming {
    type Item = io::Result<Socket>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let socket: Option<io::Result<TcpStream>> = ready!(Pin::new(&mut self.sockets).poll_next(context));
        Poll::Ready(socket.map(|socket| socket.map(|socket| Socket::new(socket, self.connections.register()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(most: usize) -> Connections {
        let (first_call, slow) = (Duration::from_secs(60), Duration::from_secs(20));
        Connections(Arc::new(Inner { most, first_call, slow, open: Mutex::default() }))
    }

    #[test]
    fn over_the_limit_a_connection_is_spare_until_another_ends() {
        let connections = connections(2);
        let (first, second) = (connections.register(), connections.register());
        let third = connections.register();
        assert!(!first.connection.is_spare() && !second.connection.is_spare() && third.connection.is_spare());
        drop(first);
        assert!(!third.connection.is_spare());
        assert!(connections.register().connection.is_spare());
        drop((second, third));
        assert!(!connections.register().connection.is_spare());
    }

    #[test]
    fn a_flood_makes_room_for_the_newest() {
        let connections = connections(1);
        let _full = connections.register();
        let flood: Vec<Registered> = (0..SPARE * 3).map(|_| connections.register()).collect();
        let open = connections.open();
        assert_eq!((open.full.len(), open.spare.len()), (1, SPARE));
        let newest = &flood[flood.len() - 1].connection;
        assert!(open.spare.values().any(|connection| Arc::ptr_eq(connection, newest)));
    }

    #[test]
    fn silence_and_answers_that_lie_about_are_faults() {
        let (first_call, slow) = (Duration::from_secs(60), Duration::from_secs(20));
        let connection = Connection::new(false);
        let later = |seconds| Instant::now() + Duration::from_secs(seconds);
        assert_eq!(connection.fault(later(30), first_call, slow), None);
        assert_eq!(connection.fault(later(61), first_call, slow), Some("it made no call"));
        connection.calls();
        assert_eq!(connection.fault(later(61), first_call, slow), None);
        let answer = connection.answers_begun();
        assert_eq!(connection.fault(later(10), first_call, slow), None);
        assert_eq!(connection.fault(later(21), first_call, slow), Some("it does not take its answers"));
        connection.waits_for_handler(answer);
        assert_eq!(connection.fault(later(61), first_call, slow), None);
    }
}
