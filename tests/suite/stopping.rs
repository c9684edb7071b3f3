//! SIGTERM: calls in flight are finished, and whoever says nothing does not keep the process.

use std::time::Duration;

use futures::{Stream, stream};
use proto::registrations::v1::{GetEditionRequest, ImportRegistrationsRequest, ImportRegistrationsResponse};
use sea_orm::{ConnectionTrait, TransactionTrait};
use tests::{
    calls::{self, EDITION, FIRST_EDITION},
    patience::until,
    people::People,
    platform::{DATABASE, EVENTS, Failure, Ground, NETWORK_DATABASE, SERVICES, Serving},
    servers,
    tables::number,
    wire::Wire,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
    task::JoinHandle,
    time::timeout,
};
use tonic::{Response, Status, transport::Endpoint};
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};

/// What Kubernetes grants before it kills, and what the platform promises to keep.
const GRANTED: Duration = Duration::from_secs(30);

type Answer = JoinHandle<Result<Response<ImportRegistrationsResponse>, Status>>;

/// A process of one service, with the edition open to one country.
async fn registering(ground: &mut Ground) -> Result<Serving, Failure> {
    let serving = ground.serve(&["registrations"]).await?;
    ground.find(&["registrations"], &serving);
    calls::open_edition(&mut People::of(ground)?.region()?, &["do"]).await?;
    Ok(serving)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_in_flight_is_answered_after_sigterm_and_new_connections_are_refused() -> Result<(), Failure> {
    let mut ground = Ground::real("stopping_in_flight").await?;
    let mut serving = registering(&mut ground).await?;
    let mut pieces = calls::import_messages("do", FIRST_EDITION);
    let last = pieces.pop().ok_or("the file has pieces")?;
    let (sender, answer) = import_in_flight(&ground, pieces).await?;

    serving.tell_to_stop().await?;
    until("new connections refused", || async { Ok(TcpStream::connect(serving.address()).await.err()) }).await?;
    sender.send(last).await?;
    drop(sender);
    assert_eq!(answer.await??.into_inner().registered, 24);

    assert!(serving.gone().await?.success());
    let registrations = ground.database("registrations").await?;
    assert_eq!(number(&registrations, "SELECT count(*) FROM registrations").await?, 24);
    let told = "SELECT count(*) FROM outbox WHERE name = 'registration.submitted'";
    assert_eq!(number(&registrations, told).await?, 24);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_watches_the_health_is_told_before_the_process_ends() -> Result<(), Failure> {
    let ground = Ground::embedded()?;
    let mut serving = ground.serve(&["registrations"]).await?;
    let channel = Endpoint::try_from(serving.url.clone())?.connect().await?;
    let mut health = HealthClient::new(channel);
    for service in ["", registrations::SERVICE.grpc[0]] {
        let answer = health.check(HealthCheckRequest { service: service.into() }).await?;
        assert_eq!(answer.into_inner().status(), ServingStatus::Serving, "{service:?}");
    }
    let mut watched = health.watch(HealthCheckRequest::default()).await?.into_inner();
    assert_eq!(watched.message().await?.ok_or("no answer")?.status(), ServingStatus::Serving);

    serving.tell_to_stop().await?;
    assert_eq!(watched.message().await?.ok_or("no answer")?.status(), ServingStatus::NotServing);
    drop((watched, health));
    assert!(serving.gone().await?.success());
    Ok(())
}

/// Begins an import with these messages. When this returns, the service has the call.
async fn import_in_flight(
    ground: &Ground,
    messages: Vec<ImportRegistrationsRequest>,
) -> Result<(mpsc::Sender<ImportRegistrationsRequest>, Answer), Failure> {
    let mut office = People::of(ground)?.office("do")?.registrations;
    let mut same_connection = office.clone();
    let (sender, receiver) = mpsc::channel(1);
    let answer = tokio::spawn(async move { office.import_registrations(sent(receiver)).await });
    // When there is room for the last, the call reads its messages, so its beginning is on the connection.
    for message in messages {
        sender.send(message).await?;
    }
    // What went over one connection before a call that is answered has arrived before it.
    same_connection.get_edition(GetEditionRequest { name: EDITION.into() }).await?;
    Ok((sender, answer))
}

fn sent<T>(receiver: mpsc::Receiver<T>) -> impl Stream<Item = T> {
    stream::unfold(receiver, |mut receiver| async { receiver.recv().await.map(|message| (message, receiver)) })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_never_says_anything_does_not_keep_the_process() -> Result<(), Failure> {
    let mut ground = Ground::real("stopping_callers").await?;
    // Or the stalled call would be ended by its own limit.
    ground.set("ACELERACION__SERVER__REQUEST_TIMEOUT_SECONDS", "3600");
    let beside_silence = registering(&mut ground).await?;
    let beside_preface = ground.serve(&["registrations"]).await?;
    let beside_import = ground.serve(&["registrations"]).await?;

    let _silent = TcpStream::connect(beside_silence.address()).await?;
    // Connections are taken in their order: when this call is answered, the silent one was taken.
    People::of(&ground)?.region()?.registrations.get_edition(GetEditionRequest { name: EDITION.into() }).await?;
    let _greeted = greet(&beside_preface).await?;
    ground.find(&["registrations"], &beside_import);
    let stalled = calls::import_messages("do", FIRST_EDITION);
    let _stalled = import_in_flight(&ground, stalled.into_iter().take(3).collect()).await?;

    tokio::try_join!(
        gone_in_time(beside_silence, "a connection without a word"),
        gone_in_time(beside_preface, "a connection that only greets"),
        gone_in_time(beside_import, "an import that stalls"),
    )?;
    Ok(())
}

/// A connection that begins HTTP/2, is answered, and then says no more.
async fn greet(serving: &Serving) -> Result<TcpStream, Failure> {
    const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    const EMPTY_SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];
    let mut greeted = TcpStream::connect(serving.address()).await?;
    greeted.write_all(&[PREFACE, EMPTY_SETTINGS].concat()).await?;
    greeted.read_exact(&mut [0; 9]).await?;
    Ok(greeted)
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_fall_silent_do_not_keep_the_process() -> Result<(), Failure> {
    let mut ground = Ground::real("stopping_servers").await?;
    let broker = Wire::to(servers::shared().rabbitmq().await?.port()).await?;
    let database = Wire::to(servers::shared().postgres().await?.port()).await?;
    ground.lay(&broker, EVENTS);
    ground.lay(&database, DATABASE);
    ground.lay(&database, NETWORK_DATABASE);
    let serving = ground.serve(&SERVICES).await?;

    // In each service something waits for its database when the silence falls, and nothing will ever end its wait.
    let mut locks = Vec::new();
    for service in SERVICES {
        let session = ground.database(service).await?;
        let lock = session.begin().await?;
        lock.execute_unprepared("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE").await?;
        until("a session that waits", || async {
            let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type \
                         = 'Lock'";
            Ok((number(&ground.database(service).await?, waits).await? > 0).then_some(()))
        })
        .await?;
        locks.push(lock);
    }
    broker.silence();
    database.silence();
    gone_in_time(serving, "a silent broker and a silent database").await
}

async fn gone_in_time(mut serving: Serving, beside: &str) -> Result<(), Failure> {
    serving.tell_to_stop().await?;
    match timeout(GRANTED, serving.gone()).await {
        Ok(gone) => gone.map(drop),
        Err(_) => Err(format!("beside {beside} the process is still there after {} s", GRANTED.as_secs()).into()),
    }
}
