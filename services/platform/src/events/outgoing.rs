//! What this process has just committed, on its way to its own relay.
//!
//! An event that waits for nobody is written with a lease on it already, held by the relay beside, and is handed over
//! when its transaction commits: neither claimed nor read again. Where no relay runs in this process, or it has more in
//! hand than it should, events are written without a lease, for whichever relay looks next. After a crash the lease ends,
//! and another relay takes them over.

use std::{
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use tokio::sync::{Notify, mpsc};

use super::Envelope;

/// Events in hand at most; beyond it they wait in the database, where there is room.
const MOST: usize = 4096;

/// The way from the scopes of one service to its relay in this process.
#[derive(Clone, Default)]
pub(crate) struct Outgoing(Arc<Way>);

#[derive(Default)]
struct Way {
    relay: OnceLock<(mpsc::Sender<Handed>, Duration)>,
    committed: Notify,
}

/// An event that was committed, and how long it may lie here.
pub(crate) struct Handed {
    pub envelope: Envelope,
    fresh_until: Instant,
}

impl Handed {
    /// Whether so much of its lease is over that it might end before the bus confirms.
    pub fn is_stale(&self) -> bool {
        self.fresh_until <= Instant::now()
    }
}

/// Places for the events of one scope, before it commits.
pub(crate) struct Places<'a> {
    permits: mpsc::PermitIterator<'a, Handed>,
    /// The lease to write with the events.
    pub lease: Duration,
}

impl Outgoing {
    /// Where the relay of this process gets what is committed, each with a lease of this length. The first who asks
    /// gets it; there is one relay for a store.
    pub fn to_relay(&self, lease: Duration) -> mpsc::Receiver<Handed> {
        let (sender, receiver) = mpsc::channel(MOST);
        // A second one would find its sender dropped, and get nothing.
        let _ = self.0.relay.set((sender, lease));
        receiver
    }

    /// Places for so many events, if a relay is there and has room.
    pub fn places(&self, count: usize) -> Option<Places<'_>> {
        let (sender, lease) = self.0.relay.get()?;
        let permits = sender.try_reserve_many(count).ok()?;
        Some(Places { permits, lease: *lease })
    }

    /// Tells the relay of this process that there are events for whoever claims them.
    pub fn wake(&self) {
        self.0.committed.notify_one();
    }

    /// Resolved when it was told.
    pub async fn woken(&self) {
        self.0.committed.notified().await;
    }
}

impl Places<'_> {
    /// Hands over what was committed, in its order.
    pub fn fill(self, events: Vec<Envelope>) {
        let fresh_until = Instant::now() + self.lease / 2;
        for (permit, envelope) in self.permits.zip(events) {
            permit.send(Handed { envelope, fresh_until });
        }
    }
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::RegistrationWithdrawn;

    use super::*;

    fn event() -> Envelope {
        Envelope::of(&RegistrationWithdrawn::default(), "registrations", "do")
    }

    #[tokio::test]
    async fn events_are_handed_over_in_order_once_there_is_a_relay_with_room() {
        let outgoing = Outgoing::default();
        assert!(outgoing.places(1).is_none(), "no relay");
        let mut relay = outgoing.to_relay(Duration::from_secs(30));
        let events: Vec<Envelope> = (0..3).map(|_| event()).collect();
        outgoing.places(3).expect("places").fill(events.clone());
        assert!(outgoing.places(MOST).is_none(), "three are taken");
        for event in events {
            let handed = relay.recv().await.expect("an event");
            assert_eq!(handed.envelope, event);
            assert!(!handed.is_stale());
        }
        assert!(outgoing.places(MOST).is_some());
        drop(relay);
        assert!(outgoing.places(1).is_none(), "the relay has ended");
    }

    #[tokio::test]
    async fn what_lies_here_beyond_half_of_its_lease_is_stale() {
        let outgoing = Outgoing::default();
        let mut relay = outgoing.to_relay(Duration::ZERO);
        outgoing.places(1).expect("a place").fill(vec![event()]);
        assert!(relay.recv().await.expect("an event").is_stale());
    }

    #[tokio::test]
    async fn places_that_are_not_filled_are_free_again() {
        let outgoing = Outgoing::default();
        let _relay = outgoing.to_relay(Duration::from_secs(30));
        drop(outgoing.places(MOST).expect("places"));
        assert!(outgoing.places(MOST).is_some());
    }
}
