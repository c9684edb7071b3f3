//! RabbitMQ: a topic exchange, two quorum queues a service, one of them for grants alone; confirms, acknowledgement after
//! commit.
//!
//! Connections are supervised here and not by the client library, whose recovery does not restore consumers in every
//! case: whatever breaks, everything is opened anew.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures::{StreamExt, future::join_all};
use lapin::{
    Channel, Confirmation, Connection, ConnectionProperties, ExchangeKind, PublisherConfirm,
    message::Delivery,
    options::{
        BasicAckOptions, BasicConsumeOptions, BasicNackOptions, BasicPublishOptions, BasicQosOptions,
        ConfirmSelectOptions, ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions,
    },
    types::{AMQPValue, FieldTable},
};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout, timeout_at},
};
use tokio_util::sync::CancellationToken;

use super::{
    BusProblem, Envelope, Inbox,
    attributes::{envelope, properties},
};

const EXCHANGE: &str = "aceleracion.events";
/// How long the broker may take for one answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The pause before a broken connection is opened anew.
const PAUSE: Duration = Duration::from_millis(500);
/// Between two lines in the log about a broker that is away.
const TOLD_AGAIN: Duration = Duration::from_secs(30);
/// A connection that was there for so long had been opened.
const HELD: Duration = Duration::from_secs(15);
/// Transactions of one service that run side by side.
const SIDE_BY_SIDE: usize = 4;
/// Messages that are taken in one transaction, if so many have come.
const AT_ONCE: usize = 32;
/// How often a message may come back before the broker drops it: RabbitMQ 4.0 to 4.2 would after 20 times, and older
/// ones know no word for never.
const DELIVERY_LIMIT: i64 = 1_000_000_000;

/// A queue and the names of the events that it collects.
pub type Subscription = (String, Vec<&'static str>);

/// Events that were sent, each with its confirm or why it was not.
pub(crate) struct Sent {
    end: Instant,
    confirms: Vec<Result<PublisherConfirm, BusProblem>>,
}

impl Sent {
    /// For each, whether the broker has it.
    pub async fn confirmed(self) -> Vec<Result<(), BusProblem>> {
        let mut confirmed = Vec::with_capacity(self.confirms.len());
        for confirm in self.confirms {
            confirmed.push(match confirm {
                Ok(confirm) => bounded_by(self.end, confirm).await.and_then(routed),
                Err(problem) => Err(problem),
            });
        }
        confirmed
    }
}

/// The broker.
#[derive(Clone)]
pub struct RabbitMq(Arc<Broker>);

struct Broker {
    url: String,
    prefetch: u16,
    topology: Vec<Subscription>,
    /// The channel that publishes; consumers have connections of their own.
    publishing: Mutex<Option<(Connection, Channel)>>,
}

impl Broker {
    fn is_awaited(&self, event: &str) -> bool {
        self.topology.iter().any(|(_, names)| names.contains(&event))
    }
}

impl RabbitMq {
    /// The broker at `url`. `topology` names the queues of every service of the platform, also those that run elsewhere, so that
    /// no event is published before each queue that wants it is there.
    pub fn new(url: String, prefetch: u16, topology: Vec<Subscription>) -> Self {
        Self(Arc::new(Broker { url, prefetch, topology, publishing: Mutex::new(None) }))
    }

    pub(super) async fn subscribe(
        &self,
        inbox: Inbox,
        queue: String,
        stop: CancellationToken,
    ) -> Result<tokio::task::JoinHandle<()>, BusProblem> {
        // Once before the relay starts; the supervised loop declares again after each loss of the connection.
        let connection = self.connect("start").await?;
        drop(connection);
        let broker = self.clone();
        Ok(tokio::spawn(async move {
            let mut told = None::<Instant>;
            while !stop.is_cancelled() {
                let begun = Instant::now();
                let problem = broker.consume(&inbox, &queue, &stop).await.err();
                if stop.is_cancelled() {
                    return;
                }
                // While the broker is away this comes twice a second; after a while of work it is news.
                if told.is_none_or(|told| told.elapsed() >= TOLD_AGAIN) || begun.elapsed() >= HELD {
                    tracing::warn!(queue, ?problem, "consumer lost its connection, opens a new one");
                    told = Some(Instant::now());
                }
                tokio::time::sleep(PAUSE).await;
            }
        }))
    }

    async fn connect(&self, purpose: &str) -> Result<(Connection, Channel), BusProblem> {
        let properties = ConnectionProperties::default().with_connection_name(format!("aceleracion {purpose}").into());
        let connection = bounded(Connection::connect(&self.0.url, properties)).await?;
        let channel = bounded(connection.create_channel()).await?;
        self.declare(&channel).await?;
        Ok((connection, channel))
    }

    async fn declare(&self, channel: &Channel) -> Result<(), BusProblem> {
        let durable = ExchangeDeclareOptions { durable: true, ..Default::default() };
        bounded(channel.exchange_declare(EXCHANGE.into(), ExchangeKind::Topic, durable, FieldTable::default())).await?;
        for (queue, names) in &self.0.topology {
            let mut arguments = FieldTable::default();
            arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
            arguments.insert("x-delivery-limit".into(), AMQPValue::LongLongInt(DELIVERY_LIMIT));
            bounded(channel.queue_declare(named(queue).into(), QueueDeclareOptions::durable(), arguments)).await?;
            for name in names {
                let key = format!("*.{name}");
                let options = QueueBindOptions::default();
                let bound = channel.queue_bind(
                    named(queue).into(),
                    EXCHANGE.into(),
                    key.into(),
                    options,
                    FieldTable::default(),
                );
                bounded(bound).await?;
            }
        }
        Ok(())
    }

    /// Sends events. Others of this process may send theirs while these wait for the broker to confirm them.
    pub(super) async fn send(&self, envelopes: &[Envelope]) -> Sent {
        // One patience for the batch, waiting for the others of this process included: with one for each event, a silent
        // broker would keep them beyond their lease.
        let end = Instant::now() + PATIENCE;
        let none = |problem: &str| envelopes.iter().map(|_| Err(BusProblem(problem.to_owned()))).collect();
        let Ok(mut publishing) = timeout_at(end, self.0.publishing.lock()).await else {
            return Sent { end, confirms: none("the broker keeps others waiting") };
        };
        let broken = publishing
            .as_ref()
            .is_none_or(|(connection, channel)| !connection.status().connected() || !channel.status().connected());
        if broken {
            *publishing = None;
            match self.open_publishing().await {
                Ok(opened) => *publishing = Some(opened),
                Err(problem) => return Sent { end, confirms: none(&problem.0) },
            }
        }
        let mut confirms = Vec::with_capacity(envelopes.len());
        let Some((_, channel)) = publishing.as_ref() else { return Sent { end, confirms } };
        for envelope in envelopes {
            // What none of our services waits for is published for others, who may or may not have a queue for it.
            let options = BasicPublishOptions { mandatory: self.0.is_awaited(&envelope.name), ..Default::default() };
            let key = envelope.routing_key().into();
            let publish = channel.basic_publish(EXCHANGE.into(), key, options, &envelope.data, properties(envelope));
            confirms.push(bounded_by(end, publish).await);
        }
        Sent { end, confirms }
    }

    async fn open_publishing(&self) -> Result<(Connection, Channel), BusProblem> {
        let (connection, channel) = self.connect("relay").await?;
        bounded(channel.confirm_select(ConfirmSelectOptions::default())).await?;
        Ok((connection, channel))
    }

    /// Consumes until the connection is lost or it is told to stop.
    async fn consume(&self, inbox: &Inbox, queue: &str, stop: &CancellationToken) -> Result<(), BusProblem> {
        let (connection, channel) = self.connect(queue).await?;
        bounded(channel.basic_qos(self.0.prefetch, BasicQosOptions::default())).await?;
        let options = BasicConsumeOptions::default();
        let consumer = channel.basic_consume(named(queue).into(), "".into(), options, FieldTable::default());
        let consumer = bounded(consumer).await?;
        consumer
            .take_until(stop.cancelled())
            .ready_chunks(AT_ONCE)
            .for_each_concurrent(SIDE_BY_SIDE, |deliveries| async move {
                for (_, deliveries) in by_country(deliveries) {
                    take(inbox, deliveries, stop).await;
                }
            })
            .await;
        let _ = timeout(PATIENCE, connection.close(200, "done".into())).await;
        Ok(())
    }
}

/// Deliveries with their envelopes, a list for each country, each in the order of the queue.
fn by_country(deliveries: Vec<lapin::Result<Delivery>>) -> BTreeMap<String, Vec<(Delivery, Option<Envelope>)>> {
    let mut sorted: BTreeMap<String, Vec<(Delivery, Option<Envelope>)>> = BTreeMap::new();
    for delivery in deliveries {
        match delivery {
            Ok(delivery) => {
                let envelope = envelope(&delivery.properties, &delivery.data);
                let country = envelope.as_ref().map(|envelope| envelope.country.clone()).unwrap_or_default();
                sorted.entry(country).or_default().push((delivery, envelope));
            }
            Err(problem) => tracing::warn!(%problem, "delivery lost"),
        }
    }
    sorted
}

/// Takes deliveries of one country. Those that could not even be kept to be tried again (the database is away) are held
/// and taken once more, until that succeeds or the process stops: a message that is given back too often is dropped by
/// some brokers.
async fn take(inbox: &Inbox, deliveries: Vec<(Delivery, Option<Envelope>)>, stop: &CancellationToken) {
    let mut waiting = Vec::with_capacity(deliveries.len());
    for (delivery, envelope) in deliveries {
        match envelope {
            Some(envelope) => waiting.push((delivery, envelope)),
            None => {
                // No service of ours writes such a message, and none can keep it without an id.
                tracing::error!(key = %delivery.routing_key, "message without our attributes discarded");
                answer(delivery.ack(BasicAckOptions::default())).await;
            }
        }
    }
    loop {
        let envelopes: Vec<Envelope> = waiting.iter().map(|(_, envelope)| envelope.clone()).collect();
        let taken = inbox.take_all(&envelopes).await;
        let (mut held, mut done) = (Vec::new(), Vec::new());
        for ((delivery, envelope), taken) in waiting.into_iter().zip(taken) {
            match taken {
                Ok(()) => done.push(delivery),
                Err(problem) => {
                    tracing::warn!(event = envelope.name, id = %envelope.id, %problem, "message held");
                    held.push((delivery, envelope));
                }
            }
        }
        // Together, or a connection that is being lost would take its time for each of them.
        join_all(done.iter().map(|delivery| answer(delivery.ack(BasicAckOptions::default())))).await;
        waiting = held;
        if waiting.is_empty() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = stop.cancelled() => break,
        }
    }
    for (delivery, _) in waiting {
        answer(delivery.nack(BasicNackOptions { requeue: true, ..Default::default() })).await;
    }
}

/// Bounded, since on a connection that is just being lost the answer may never come, and the consumer would wait for it
/// instead of opening a new one. A lost answer is no loss: the broker brings the message again, and the inbox knows it.
async fn answer(answer: impl Future<Output = lapin::Result<bool>>) {
    if let Err(problem) = bounded(answer).await {
        tracing::debug!(%problem, "acknowledgement lost");
    }
}

/// Only a plain acknowledgement counts: one that carries the message back tells that no queue wanted it.
fn routed(confirmation: Confirmation) -> Result<(), BusProblem> {
    match confirmation {
        Confirmation::Ack(None) => Ok(()),
        Confirmation::Ack(Some(_)) => Err(BusProblem("no queue is bound for it".into())),
        Confirmation::Nack(_) => Err(BusProblem("the broker refused it".into())),
        Confirmation::NotRequested => Err(BusProblem("the channel does not confirm".into())),
    }
}

fn named(queue: &str) -> String {
    format!("aceleracion.{queue}")
}

async fn bounded<T>(answer: impl Future<Output = lapin::Result<T>>) -> Result<T, BusProblem> {
    bounded_by(Instant::now() + PATIENCE, answer).await
}

async fn bounded_by<T>(end: Instant, answer: impl Future<Output = lapin::Result<T>>) -> Result<T, BusProblem> {
    match timeout_at(end, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(problem)) => Err(BusProblem(problem.to_string())),
        Err(_) => Err(BusProblem(format!("the broker did not answer within {} s", PATIENCE.as_secs()))),
    }
}
