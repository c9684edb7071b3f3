//! The bus between services; one of two, chosen once, at start, by the scheme of `events.url`.

pub mod attributes;
mod in_process;
mod rabbitmq;

pub use in_process::InProcess;
pub use rabbitmq::{RabbitMq, Subscription};
use secrecy::ExposeSecret;
use tokio_util::sync::CancellationToken;

use super::{Envelope, inbox::Inbox};
use crate::config::Config;

/// Why the bus did not take an event. It stays in the outbox.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BusProblem(pub String);

/// Events that were handed over.
pub(crate) enum Sent {
    /// What became of them is known.
    Told(Vec<Result<(), BusProblem>>),
    /// The broker is still to say.
    Awaited(rabbitmq::Sent),
}

impl Sent {
    /// For each event, in the same order, whether the bus has taken responsibility for it.
    pub async fn confirmed(self) -> Vec<Result<(), BusProblem>> {
        match self {
            Sent::Told(told) => told,
            Sent::Awaited(sent) => sent.confirmed().await,
        }
    }
}

/// The bus.
#[derive(Clone)]
pub enum Bus {
    /// Between services of one process; the outbox is what keeps events.
    InProcess(InProcess),
    /// RabbitMQ.
    RabbitMq(RabbitMq),
}

impl Bus {
    /// The bus that the configuration names. `topology` is what every queue of the platform collects.
    pub fn from_config(config: &Config, topology: Vec<Subscription>) -> Self {
        match config.events.url.expose_secret() {
            "in-process" => Bus::InProcess(InProcess::default()),
            url => Bus::RabbitMq(RabbitMq::new(url.to_owned(), config.events.prefetch, topology)),
        }
    }

    /// Begins to bring a service the events in its queues, until told to stop. Returns when these are there to keep
    /// events for it, so that none published from now on is lost to it.
    pub(crate) async fn subscribe(
        &self,
        inbox: Inbox,
        queues: &[String],
        stop: CancellationToken,
    ) -> Result<Vec<tokio::task::JoinHandle<()>>, BusProblem> {
        let mut consuming = Vec::new();
        match self {
            Bus::InProcess(bus) => bus.subscribe(inbox),
            Bus::RabbitMq(bus) => {
                for queue in queues {
                    consuming.push(bus.subscribe(inbox.clone(), queue.clone(), stop.clone()).await?);
                }
            }
        }
        Ok(consuming)
    }

    /// Hands over events in this order. What the bus says of them is waited for afterwards.
    pub(crate) async fn send(&self, envelopes: &[Envelope]) -> Sent {
        match self {
            Bus::InProcess(bus) => Sent::Told(bus.publish(envelopes).await),
            Bus::RabbitMq(bus) => Sent::Awaited(bus.send(envelopes).await),
        }
    }
}
