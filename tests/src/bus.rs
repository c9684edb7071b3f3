//! The bus from outside: listening to every event, and saying it again.

use std::collections::HashSet;

use lapin::{
    BasicProperties, Channel, Confirmation, Connection, ConnectionProperties, ExchangeKind,
    options::{
        BasicGetOptions, BasicPublishOptions, ConfirmSelectOptions, ExchangeDeclareOptions, QueueBindOptions,
        QueueDeclareOptions, QueueDeleteOptions,
    },
    types::{AMQPValue, FieldTable},
};
use proto::Event;
use sea_orm::prelude::Uuid;

use crate::platform::{EVENTS, Failure, Ground};

const EXCHANGE: &str = "aceleracion.events";
const WATCH: &str = "tests.watch";

/// One message as it travels.
#[derive(Clone, Debug)]
pub struct Message {
    key: String,
    properties: BasicProperties,
    data: Vec<u8>,
}

impl Message {
    /// A message as the services write it, of a fact in `country`.
    pub fn of<T: Event>(fact: &T, country: &str) -> Self {
        let mut headers = FieldTable::default();
        for (name, value) in
            [("cloudEvents_subject", fact.subject()), ("cloudEvents_country", country), ("cloudEvents_name", T::NAME)]
        {
            headers.insert(name.into(), AMQPValue::LongString(value.into()));
        }
        headers.insert("cloudEvents_version".into(), AMQPValue::LongLongInt(fact.version()));
        headers.insert("cloudEvents_at".into(), AMQPValue::LongLongInt(1_600_000_000_000));
        let properties = BasicProperties::default()
            .with_delivery_mode(2)
            .with_message_id(Uuid::now_v7().to_string().into())
            .with_type(T::TYPE.into())
            .with_app_id("tests".into())
            .with_content_type("application/protobuf".into())
            .with_headers(headers);
        Self { key: format!("{country}.{}", T::NAME), properties, data: fact.encode_to_vec() }
    }

    /// The same message with data that nobody can read.
    pub fn garbled(mut self) -> Self {
        self.data = vec![0xff; 7];
        self
    }

    /// The event's name, `case.opened`.
    pub fn event(&self) -> &str {
        self.key.split_once('.').map_or("", |(_, name)| name)
    }

    /// All of it as text: where it goes, what stands beside it, and what it says as far as that is text.
    pub fn text(&self) -> String {
        format!("{} {:?} {}", self.key, self.properties, String::from_utf8_lossy(&self.data))
    }

    /// Its id.
    pub fn id(&self) -> &str {
        self.properties.message_id().as_ref().map_or("", |id| id.as_str())
    }
}

/// A connection to the broker beside those of the platform.
pub struct Bus {
    _connection: Connection,
    channel: Channel,
}

impl Bus {
    /// The bus of a ground.
    pub async fn of(ground: &Ground) -> Result<Self, Failure> {
        let connection = Connection::connect(ground.setting(EVENTS), ConnectionProperties::default()).await?;
        let channel = connection.create_channel().await?;
        channel.confirm_select(ConfirmSelectOptions::default()).await?;
        let durable = ExchangeDeclareOptions { durable: true, ..Default::default() };
        channel.exchange_declare(EXCHANGE.into(), ExchangeKind::Topic, durable, FieldTable::default()).await?;
        Ok(Self { _connection: connection, channel })
    }

    /// Keeps a copy of every message from now on.
    pub async fn watch(&self) -> Result<(), Failure> {
        self.channel.queue_declare(WATCH.into(), QueueDeclareOptions::default(), FieldTable::default()).await?;
        let options = QueueBindOptions::default();
        self.channel.queue_bind(WATCH.into(), EXCHANGE.into(), "#".into(), options, FieldTable::default()).await?;
        Ok(())
    }

    /// What was kept. Nothing is kept any more.
    pub async fn watched(&self) -> Result<Vec<Message>, Failure> {
        let mut messages = Vec::new();
        while let Some(message) = self.channel.basic_get(WATCH.into(), BasicGetOptions { no_ack: true }).await? {
            let delivery = message.delivery;
            messages.push(Message {
                key: delivery.routing_key.to_string(),
                properties: delivery.properties,
                data: delivery.data,
            });
        }
        self.channel.queue_delete(WATCH.into(), QueueDeleteOptions::default()).await?;
        Ok(messages)
    }

    /// Says messages, in their order; each has reached the queues of the services that wait for it when this returns.
    pub async fn publish(&self, messages: &[Message]) -> Result<(), Failure> {
        let services = [partners::SERVICE, registrations::SERVICE, reviews::SERVICE, notifications::SERVICE];
        let awaited: HashSet<&str> = services.iter().flat_map(|service| (service.reactions)().names()).collect();
        let mut confirms = Vec::with_capacity(messages.len());
        for message in messages {
            let options = BasicPublishOptions { mandatory: awaited.contains(message.event()), ..Default::default() };
            let Message { key, properties, data } = message;
            let key = key.as_str().into();
            let sent = self.channel.basic_publish(EXCHANGE.into(), key, options, data, properties.clone());
            confirms.push(sent.await?);
        }
        for confirm in confirms {
            let confirmation = confirm.await?;
            if !matches!(confirmation, Confirmation::Ack(None)) {
                return Err(format!("the broker did not take a message: {confirmation:?}").into());
            }
        }
        Ok(())
    }

    /// How many messages wait in the queues of services. Those in the hands of a consumer are not among them.
    pub async fn waiting(&self, services: &[&str]) -> Result<u32, Failure> {
        let mut waiting = 0;
        for service in services {
            let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::durable() };
            let queue = format!("aceleracion.{service}");
            waiting += self.channel.queue_declare(queue.into(), passive, FieldTable::default()).await?.message_count();
        }
        Ok(waiting)
    }
}
