//! A change of a grant that no service can take.

use lapin::{
    BasicProperties, Connection, ConnectionProperties,
    options::{BasicPublishOptions, ConfirmSelectOptions},
    types::{AMQPValue, FieldTable},
};
use proto::{Event, platform::v1::GrantChanged};
use tests::{platform::Failure, servers::RabbitMq};

/// Tells all services of a grant in bytes that are no message, as a later build might.
pub async fn a_change_that_cannot_be_taken_may_be_a_revocation(rabbitmq: &RabbitMq, host: &str) -> Result<(), Failure> {
    let url = rabbitmq.url().replace("%2f", host);
    let connection = Connection::connect(&url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    let mut headers = FieldTable::default();
    for (name, value) in [("country", "do"), ("name", GrantChanged::NAME), ("subject", "countries/do/members/1")] {
        headers.insert(format!("cloudEvents_{name}").into(), AMQPValue::LongString(value.into()));
    }
    for name in ["version", "at"] {
        headers.insert(format!("cloudEvents_{name}").into(), AMQPValue::LongLongInt(1));
    }
    let properties = BasicProperties::default()
        .with_message_id(uuid::Uuid::now_v7().to_string().into())
        .with_type(GrantChanged::TYPE.into())
        .with_app_id("partners".into())
        .with_headers(headers);
    let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
    let exchange = "aceleracion.events".into();
    channel.basic_publish(exchange, "do.grant.changed".into(), options, b"\xff\xff", properties).await?.await?;
    Ok(())
}
