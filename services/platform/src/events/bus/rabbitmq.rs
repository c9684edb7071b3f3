//! RabbitMQ: a topic exchange, two quorum queues a service, one of them for grants alone; confirms, acknowledgement after
//! commit.
//!
//! CloudEvents has an AMQP binding for 1.0 only; on 0-9-1 the attributes travel so: `id` as message id, `type` as
//! type, `source` as app id, `time` as timestamp (seconds), `datacontenttype` as content type, and `subject`, the
//! country, the name, the version, the time in milliseconds and `traceparent` as headers `cloudEvents_…`.
//!
//! Connections are supervised here and not by the client library, whose recovery does not restore consumers in every
//! case: whatever breaks, everything is opened anew.

use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use lapin::{
    BasicProperties, Channel, Confirmation, Connection, ConnectionProperties, ExchangeKind,
    message::Delivery,
    options::{
        BasicAckOptions, BasicConsumeOptions, BasicNackOptions, BasicPublishOptions, BasicQosOptions,
        ConfirmSelectOptions, ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions,
    },
    types::{AMQPValue, FieldTable},
};
use tokio::{sync::Mutex, time::timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{BusProblem, Envelope, Inbox};

const EXCHANGE: &str = "aceleracion.events";
/// How long the broker may take for one answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The pause before a broken connection is opened anew.
const PAUSE: Duration = Duration::from_millis(500);
/// Reactions of one service that run side by side.
const SIDE_BY_SIDE: usize = 8;

/// A queue and the names of the events that it collects.
pub type Subscription = (String, Vec<&'static str>);

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
            while !stop.is_cancelled() {
                let problem = broker.consume(&inbox, &queue, &stop).await.err();
                if stop.is_cancelled() {
                    return;
                }
                tracing::warn!(queue, ?problem, "consumer lost its connection, opens a new one");
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

    pub(super) async fn publish(&self, envelopes: &[Envelope]) -> Vec<Result<(), BusProblem>> {
        let mut publishing = self.0.publishing.lock().await;
        let broken = publishing
            .as_ref()
            .is_none_or(|(connection, channel)| !connection.status().connected() || !channel.status().connected());
        if broken {
            *publishing = None;
            match self.open_publishing().await {
                Ok(opened) => *publishing = Some(opened),
                Err(problem) => return envelopes.iter().map(|_| Err(BusProblem(problem.0.clone()))).collect(),
            }
        }
        let Some((_, channel)) = publishing.as_ref() else { return Vec::new() };
        // All are sent before the first confirm is awaited: one round trip for the batch.
        let mut sent = Vec::with_capacity(envelopes.len());
        for envelope in envelopes {
            let options = BasicPublishOptions { mandatory: true, ..Default::default() };
            let key = envelope.routing_key().into();
            let publish = channel.basic_publish(EXCHANGE.into(), key, options, &envelope.data, properties(envelope));
            sent.push(bounded(publish).await);
        }
        let mut confirmed = Vec::with_capacity(sent.len());
        for confirm in sent {
            confirmed.push(match confirm {
                Ok(confirm) => bounded(confirm).await.and_then(routed),
                Err(problem) => Err(problem),
            });
        }
        confirmed
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
            .for_each_concurrent(SIDE_BY_SIDE, |delivery| async move {
                match delivery {
                    Ok(delivery) => take(inbox, delivery).await,
                    Err(problem) => tracing::warn!(%problem, "delivery lost"),
                }
            })
            .await;
        let _ = timeout(PATIENCE, connection.close(200, "done".into())).await;
        Ok(())
    }
}

async fn take(inbox: &Inbox, delivery: Delivery) {
    let taken = match envelope(&delivery) {
        Some(envelope) => inbox.take(&envelope).await.map_err(|problem| problem.to_string()),
        None => {
            // No service of ours writes such a message, and none can keep it without an id.
            tracing::error!(key = %delivery.routing_key, "message without our attributes discarded");
            Ok(())
        }
    };
    let answered = match taken {
        Ok(()) => delivery.ack(BasicAckOptions::default()).await,
        Err(problem) => {
            tracing::warn!(problem, "message given back to the broker");
            tokio::time::sleep(PAUSE).await;
            delivery.nack(BasicNackOptions { requeue: true, ..Default::default() }).await
        }
    };
    if let Err(problem) = answered {
        // The broker brings it again, and the inbox knows it.
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

fn properties(envelope: &Envelope) -> BasicProperties {
    let mut headers = FieldTable::default();
    let mut text = |name: &str, value: &str| {
        headers.insert(name.into(), AMQPValue::LongString(value.into()));
    };
    text("cloudEvents_subject", &envelope.subject);
    text("cloudEvents_country", &envelope.country);
    text("cloudEvents_name", &envelope.name);
    if let Some(traceparent) = &envelope.traceparent {
        text("cloudEvents_traceparent", traceparent);
    }
    headers.insert("cloudEvents_version".into(), AMQPValue::LongLongInt(envelope.version));
    headers.insert("cloudEvents_at".into(), AMQPValue::LongLongInt(envelope.at));
    BasicProperties::default()
        .with_delivery_mode(2)
        .with_message_id(envelope.id.to_string().into())
        .with_type(envelope.kind.clone().into())
        .with_app_id(envelope.source.clone().into())
        .with_timestamp(u64::try_from(envelope.at / 1000).unwrap_or_default())
        .with_content_type("application/protobuf".into())
        .with_headers(headers)
}

fn envelope(delivery: &Delivery) -> Option<Envelope> {
    let properties = &delivery.properties;
    let headers = properties.headers().as_ref()?.inner();
    let text = |name: &str| match headers.get(name) {
        Some(AMQPValue::LongString(value)) => Some(value.to_string()),
        _ => None,
    };
    let number = |name: &str| match headers.get(name) {
        Some(AMQPValue::LongLongInt(value)) => Some(*value),
        _ => None,
    };
    Some(Envelope {
        id: Uuid::try_parse(properties.message_id().as_ref()?.as_str()).ok()?,
        country: text("cloudEvents_country")?,
        source: properties.app_id().as_ref()?.to_string(),
        kind: properties.kind().as_ref()?.to_string(),
        name: text("cloudEvents_name")?,
        subject: text("cloudEvents_subject")?,
        version: number("cloudEvents_version")?,
        at: number("cloudEvents_at")?,
        traceparent: text("cloudEvents_traceparent"),
        data: delivery.data.clone(),
    })
}

async fn bounded<T>(answer: impl Future<Output = lapin::Result<T>>) -> Result<T, BusProblem> {
    match timeout(PATIENCE, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(problem)) => Err(BusProblem(problem.to_string())),
        Err(_) => Err(BusProblem(format!("the broker did not answer within {} s", PATIENCE.as_secs()))),
    }
}
