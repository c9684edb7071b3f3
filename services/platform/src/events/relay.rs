//! The relay: claims waiting events by a short lease, commits, publishes, and flags what the bus confirmed.
//!
//! It is woken after each commit in this process, and looks besides, for what another process left behind. Nothing is
//! held in the database while it talks to the bus.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tracing::Span;

use super::{Envelope, bus::Bus, outbox};
use crate::{
    access::grants::BEAT, config::Config, error::Result, metrics::Metrics, service::Ground, store::Store, telemetry,
};

/// How many events are claimed at once.
const BATCH: u32 = 256;
/// How long the relay waits after a batch that was not full for others to join the next one: under load a round for
/// each event would cost more than the event.
const GATHER: Duration = Duration::from_millis(3);

pub(crate) async fn work(ground: Ground, bus: Bus, stop: CancellationToken) {
    let Ground { store, config, metrics } = ground;
    let poll = Duration::from_millis(config.events.poll_milliseconds);
    while !stop.is_cancelled() {
        match round(&store, &bus, &config, &metrics).await {
            Ok(out) if out == BATCH as usize => continue,
            Ok(out) if out > 0 => {
                tokio::time::sleep(GATHER).await;
                continue;
            }
            Ok(_) => {}
            Err(problem) => tracing::warn!(service = store.service, %problem, "relay paused"),
        }
        store.measure_pools(&metrics);
        match outbox::depth(&store).await {
            Ok(depth) => metrics.outbox(store.service, depth.waiting, depth.oldest),
            Err(problem) => tracing::debug!(service = store.service, %problem, "outbox not measured"),
        }
        tokio::select! {
            () = store.committed() => {}
            () = tokio::time::sleep(poll) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// One batch. How many events went out; none if the bus takes none.
async fn round(store: &Store, bus: &Bus, config: &Config, metrics: &Metrics) -> Result<usize> {
    let mut claimed = outbox::claim(store, BATCH, config.events.lease_seconds).await?;
    if claimed.is_empty() {
        return Ok(0);
    }
    let spans: Vec<Span> = claimed.iter_mut().map(|envelope| traced(store.service, envelope)).collect();
    let confirmed = bus.publish(&claimed).await;
    drop(spans);
    let mut out = Vec::new();
    let mut back = Vec::new();
    for (envelope, confirmed) in claimed.iter().zip(confirmed) {
        match confirmed {
            Ok(()) => {
                metrics.published(store.service, &envelope.name);
                out.push(envelope.id);
            }
            Err(problem) => {
                tracing::warn!(event = envelope.name, id = %envelope.id, %problem, "not published yet");
                back.push(envelope.id);
            }
        }
    }
    outbox::published(store, &out).await?;
    outbox::release(store, &back).await?;
    // What came back is not counted: the bus is in trouble, and a pause is due.
    Ok(out.len())
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
