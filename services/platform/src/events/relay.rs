//! The relay: publishes what was committed, and flags what the bus confirmed. Nothing is held in the database while it
//! talks to the bus. A batch is sent while others still wait for what the bus says of them: an event would otherwise wait for
//! two of its answers.
//!
//! What this process commits is handed over with a lease on it. What others left behind (a process that died, a bus that
//! was away, events beyond what a process holds in hand) is looked for, and claimed by a short lease of its own.

use std::{
    mem,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{sync::mpsc::Receiver, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::Span;
use uuid::Uuid;

use super::{
    Envelope,
    bus::{Bus, Sent},
    outbox,
    outgoing::Handed,
};
use crate::{
    access::grants::BEAT, config::Config, error::Result, metrics::Metrics, service::Ground, store::Store, telemetry,
};

/// How many events are published at once.
const BATCH: u32 = 256;
/// How long the relay waits after a batch that was not full for others to join the next one: under load a round for
/// each event would cost more than the event.
const GATHER: Duration = Duration::from_millis(3);
/// Batches that may wait for the bus at the same time.
const UNDER_WAY: usize = 4;

/// The relay of one service, until it is stopped.
pub(crate) async fn work(ground: Ground, bus: Bus, handed: Receiver<Handed>, stop: CancellationToken) {
    let Ground { store, config, metrics } = ground;
    Relay { store, config, metrics, bus }.work(handed, stop).await;
}

/// Events that were sent and wait for what the bus says of them.
struct Leased {
    envelopes: Vec<Envelope>,
    sent: Sent,
    /// Of each event's way to the bus, which ends with its answer.
    spans: Vec<Span>,
}

#[derive(Clone)]
struct Relay {
    store: Store,
    config: Arc<Config>,
    metrics: Metrics,
    bus: Bus,
}

impl Relay {
    async fn work(&self, mut handed: Receiver<Handed>, stop: CancellationToken) {
        let poll = Duration::from_millis(self.config.events.poll_milliseconds);
        let mut looked = None::<Instant>;
        let mut under_way = JoinSet::new();
        while !stop.is_cancelled() {
            // However much is handed over: what others left has to go out as well.
            if looked.is_none_or(|looked| looked.elapsed() >= poll) {
                looked = self.look().await.then(Instant::now);
                self.measure().await;
                continue;
            }
            let mut batch = Vec::new();
            let rest = poll.saturating_sub(looked.map_or(poll, |looked| looked.elapsed()));
            tokio::select! {
                received = handed.recv_many(&mut batch, BATCH as usize), if under_way.len() < UNDER_WAY => {
                    match self.send_handed(batch).await {
                        Ok(sent) => drop(under_way.spawn(self.clone().flag(sent))),
                        Err(problem) => {
                            tracing::warn!(service = self.store.service, %problem, "relay paused");
                            self.pause(poll, &stop).await;
                        }
                    }
                    if received < BATCH as usize {
                        tokio::time::sleep(GATHER).await;
                    }
                }
                Some(flagged) = under_way.join_next() => if !matches!(flagged, Ok(Ok(true))) {
                    tracing::debug!(service = self.store.service, ?flagged, "relay paused");
                    self.pause(poll, &stop).await;
                },
                () = self.store.outgoing().woken() => looked = None,
                () = tokio::time::sleep(rest) => {}
                () = stop.cancelled() => {}
            }
        }
        while under_way.join_next().await.is_some() {}
        self.give_back(handed).await;
    }

    /// Claims what waits and publishes it. False when there may be more.
    async fn look(&self) -> bool {
        let round = async {
            let claimed = outbox::claim(&self.store, BATCH, self.config.events.lease_seconds).await?;
            let full = claimed.len() == BATCH as usize;
            // What came back is left for the next look: the bus is in trouble, and a pause is due.
            let sent = self.send(claimed).await;
            Ok::<bool, crate::error::Error>(!self.clone().flag(sent).await? || !full)
        };
        round.await.unwrap_or_else(|problem| {
            tracing::warn!(service = self.store.service, %problem, "relay paused");
            true
        })
    }

    /// Sends what was handed over.
    async fn send_handed(&self, batch: Vec<Handed>) -> Result<Leased> {
        // What lay here for too long is claimed anew: its lease might end before the bus confirms.
        let (stale, fresh): (Vec<Handed>, Vec<Handed>) = batch.into_iter().partition(Handed::is_stale);
        let stale: Vec<Uuid> = stale.into_iter().map(|handed| handed.envelope.id).collect();
        outbox::release(&self.store, &stale).await?;
        Ok(self.send(fresh.into_iter().map(|handed| handed.envelope).collect()).await)
    }

    /// Sends events that are leased to this relay, in their order.
    async fn send(&self, mut envelopes: Vec<Envelope>) -> Leased {
        let spans = envelopes.iter_mut().map(|envelope| traced(self.store.service, envelope)).collect();
        let sent = self.bus.send(&envelopes).await;
        Leased { envelopes, sent, spans }
    }

    /// Waits for what the bus says of each event, and flags those that it took. False when it did not take all.
    async fn flag(self, Leased { envelopes, sent, spans }: Leased) -> Result<bool> {
        let confirmed = sent.confirmed().await;
        drop(spans);
        let (mut out, mut back) = (Vec::new(), Vec::new());
        for (envelope, confirmed) in envelopes.iter().zip(confirmed) {
            match confirmed {
                Ok(()) => {
                    self.metrics.published(self.store.service, &envelope.name);
                    out.push(envelope.id);
                }
                Err(problem) => {
                    tracing::warn!(event = envelope.name, id = %envelope.id, %problem, "not published yet");
                    back.push(envelope.id);
                }
            }
        }
        outbox::published(&self.store, &out).await?;
        outbox::release(&self.store, &back).await?;
        Ok(back.is_empty())
    }

    async fn measure(&self) {
        self.store.measure_pools(&self.metrics);
        match outbox::depth(&self.store).await {
            Ok(depth) => self.metrics.outbox(self.store.service, depth.waiting, depth.oldest),
            Err(problem) => tracing::debug!(service = self.store.service, %problem, "outbox not measured"),
        }
    }

    async fn pause(&self, time: Duration, stop: &CancellationToken) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = stop.cancelled() => {}
        }
    }

    /// What is in hand at the end, so that the next relay need not wait for its lease.
    async fn give_back(&self, mut handed: Receiver<Handed>) {
        handed.close();
        let mut batch = Vec::new();
        while handed.recv_many(&mut batch, BATCH as usize).await > 0 {
            let ids: Vec<Uuid> = mem::take(&mut batch).into_iter().map(|handed| handed.envelope.id).collect();
            if let Err(problem) = outbox::release(&self.store, &ids).await {
                tracing::warn!(service = self.store.service, %problem, "events go out when their lease ends");
                return;
            }
        }
    }
}

/// The span of one event's way to the bus, in the trace of the call that caused it; what reacts to the event comes
/// beneath.
fn traced(service: &'static str, envelope: &mut Envelope) -> Span {
    if envelope.name == BEAT {
        return Span::none();
    }
    let span = tracing::info_span!("publish", otel.kind = "producer", service, event = envelope.name);
    if let Some(parent) = &envelope.traceparent {
        telemetry::set_parent(&span, parent);
    }
    if let Some(context) = span.in_scope(telemetry::trace_context) {
        envelope.traceparent = Some(context);
    }
    span
}
