//! The ground itself: a suite whose servers are not what it believes proves nothing.

use std::error::Error;
use std::time::Duration;

use futures::StreamExt;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicGetOptions, BasicPublishOptions, ConfirmSelectOptions,
    QueueDeclareOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Confirmation, Connection, ConnectionProperties};
use sea_orm::ConnectionTrait;
use tests::servers::{self, Postgres, RabbitMq, Role};

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::test]
async fn postgres_answers_each_role_in_a_database_of_the_test() -> Outcome {
    let postgres = servers::shared().postgres().await?;
    let databases = postgres.create_databases("servers_roles", &["registrations", "reviews"]).await?;
    assert_eq!(databases, ["servers_roles_registrations", "servers_roles_reviews"]);

    for role in [Role::Administrator, Role::Owner, Role::App, Role::Network] {
        let session = postgres.connect(role, &databases[0]).await?;
        let question = "SELECT 1 AS one, current_user::text AS name, rolsuper OR rolbypassrls AS unbound \
                        FROM pg_roles WHERE rolname = current_user";
        let row = session
            .query_one_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, question))
            .await?
            .ok_or("no row")?;
        assert_eq!(row.try_get::<i32>("", "one")?, 1);
        assert_eq!(row.try_get::<String>("", "name")?, role.name());
        assert_eq!(row.try_get::<bool>("", "unbound")?, role == Role::Administrator);
    }
    Ok(())
}

#[tokio::test]
async fn only_the_owner_makes_tables_and_the_network_role_only_reads() -> Outcome {
    let postgres = servers::shared().postgres().await?;
    let databases = postgres.create_databases("servers_rights", &["partners"]).await?;
    let owner = postgres.connect(Role::Owner, &databases[0]).await?;
    owner.execute_unprepared("CREATE TABLE countries (name text PRIMARY KEY)").await?;
    owner.execute_unprepared("GRANT SELECT, INSERT ON countries TO aceleracion_app, aceleracion_network").await?;

    let app = postgres.connect(Role::App, &databases[0]).await?;
    app.execute_unprepared("INSERT INTO countries VALUES ('countries/do')").await?;
    assert!(app.execute_unprepared("CREATE TABLE mine (name text)").await.is_err());

    // Refused although it was granted more than it should have.
    let network = postgres.connect(Role::Network, &databases[0]).await?;
    network.execute_unprepared("SELECT name FROM countries").await?;
    let refusal = network.execute_unprepared("INSERT INTO countries VALUES ('countries/gt')").await;
    assert!(refusal.is_err_and(|error| error.to_string().contains("read-only transaction")));
    Ok(())
}

#[tokio::test]
async fn a_stopped_postgres_keeps_its_data() -> Outcome {
    let postgres = Postgres::start_with(&[("fsync", "on")]).await?;
    let databases = postgres.create_databases("kept", &["reviews"]).await?;
    let owner = postgres.connect(Role::Owner, &databases[0]).await?;
    owner.execute_unprepared("CREATE TABLE cases AS SELECT 1 AS number").await?;

    postgres.stop().await?;
    assert!(postgres.connect(Role::Owner, &databases[0]).await.is_err());
    postgres.start_again().await?;

    let again = postgres.connect(Role::Owner, &databases[0]).await?;
    assert_eq!(again.execute_unprepared("SELECT number FROM cases").await?.rows_affected(), 1);
    Ok(())
}

#[tokio::test]
async fn rabbitmq_gives_back_what_it_took() -> Outcome {
    let rabbitmq = servers::shared().rabbitmq().await?;
    let (_connection, channel) = open(&rabbitmq.url()).await?;
    declare(&channel, "servers.given_back").await?;
    publish(&channel, "servers.given_back", b"registration.submitted").await?;

    let mut consumer = channel
        .basic_consume(
            "servers.given_back".into(),
            "servers".into(),
            BasicConsumeOptions::default(),
            FieldTable::default(),
        )
        .await?;
    let delivery = tokio::time::timeout(Duration::from_secs(10), consumer.next()).await?.ok_or("no delivery")??;
    assert_eq!(delivery.data, b"registration.submitted");
    delivery.ack(BasicAckOptions::default()).await?;
    Ok(())
}

#[tokio::test]
async fn hosts_of_one_rabbitmq_do_not_see_each_other() -> Outcome {
    let rabbitmq = servers::shared().rabbitmq().await?;
    let host = rabbitmq.create_host("servers_apart").await?;
    let (_connection, here) = open(&host).await?;
    declare(&here, "servers.apart").await?;

    let (_connection, there) = open(&rabbitmq.url()).await?;
    let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
    assert!(there.queue_declare("servers.apart".into(), passive, FieldTable::default()).await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_quorum_queue_keeps_a_confirmed_message_over_a_stop_and_over_a_kill() -> Outcome {
    let rabbitmq = RabbitMq::start().await?;
    let (_connection, channel) = open(&rabbitmq.url()).await?;
    declare(&channel, "servers.kept").await?;
    publish(&channel, "servers.kept", b"case.opened").await?;

    rabbitmq.stop().await?;
    assert!(Connection::connect(&rabbitmq.url(), ConnectionProperties::default()).await.is_err());
    rabbitmq.start_again().await?;
    assert_eq!(take(&rabbitmq, "servers.kept", false).await?, b"case.opened");

    rabbitmq.kill().await?;
    rabbitmq.start_again().await?;
    assert_eq!(take(&rabbitmq, "servers.kept", true).await?, b"case.opened");
    Ok(())
}

async fn open(url: &str) -> Result<(Connection, Channel), lapin::Error> {
    let connection = Connection::connect(url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    Ok((connection, channel))
}

async fn declare(channel: &Channel, queue: &str) -> Result<(), lapin::Error> {
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
    let options = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
    channel.queue_declare(queue.into(), options, arguments).await?;
    Ok(())
}

async fn publish(channel: &Channel, queue: &str, message: &[u8]) -> Outcome {
    let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
    let properties = BasicProperties::default().with_delivery_mode(2);
    let confirmation = channel.basic_publish("".into(), queue.into(), options, message, properties).await?.await?;
    // An acknowledgement that brings the message back means that no queue took it.
    assert!(matches!(confirmation, Confirmation::Ack(None)), "{confirmation:?}");
    Ok(())
}

/// A queue's leader is elected after the listener opens, so the first answers may be refusals or nothing at all.
async fn take(rabbitmq: &RabbitMq, queue: &str, acknowledge: bool) -> Result<Vec<u8>, Box<dyn Error>> {
    let found = tokio::time::timeout(Duration::from_secs(30), async {
        loop {
            let Ok((_connection, channel)) = open(&rabbitmq.url()).await else {
                continue;
            };
            if let Ok(Some(message)) = channel.basic_get(queue.into(), BasicGetOptions::default()).await {
                if acknowledge {
                    message.delivery.ack(BasicAckOptions::default()).await?;
                }
                return Ok(message.delivery.data.to_vec());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    found.await?
}
