//! How many connections there may be, and which are dropped.

use std::time::{Duration, Instant};

use tests::{http2::Connection, patience::until, platform::Failure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};
use tonic::{Code, transport::Endpoint};

use super::{check, is_healthy, limited, list_countries};

/// Generous: what ends a connection sooner is a second away in every test.
const PATIENCE: Duration = Duration::from_secs(60);
const NEVER: (&str, &str) = ("server.first_call_seconds", "3600");

#[tokio::test(flavor = "multi_thread")]
async fn over_the_limit_of_connections_only_the_health_is_answered_until_one_ends() -> Result<(), Failure> {
    let network = limited(&[("server.max_connections", "40"), NEVER]).await?;
    let address = network.serving[0].address().to_owned();
    let mut open = Vec::new();
    for _ in 0..60 {
        open.push(Connection::greet(&address, 65_535).await?);
    }
    let late = network.office("do")?;
    let refusal = list_countries(&late).await;
    // Connections that the network itself has are within the limit; one more is not.
    let channel = Endpoint::try_from(network.url().to_owned())?.connect().await?;
    is_healthy(&channel).await?;
    let path = "/aceleracion.partners.v1.PartnersService/ListCountries";
    let over = tests::raw::call(&channel, path, Vec::new(), &[]).await.err().ok_or("it is answered")?;
    check(&over, Code::Unavailable, "SERVER_BUSY", None)?;
    assert!(refusal.is_ok(), "a connection that was there before goes on: {refusal:?}");
    drop(open);
    until("an answer when there is room", || async {
        Ok(tests::raw::call(&channel, path, Vec::new(), &[]).await.ok().map(drop))
    })
    .await
}

/// More than are let in over the limit: the health gets through all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_connections_does_not_hide_the_health() -> Result<(), Failure> {
    let network = limited(&[("server.max_connections", "10"), NEVER]).await?;
    let address = network.serving[0].address().to_owned();
    let mut open = Vec::new();
    for _ in 0..200 {
        open.push(TcpStream::connect(&address).await?);
    }
    is_healthy(&network.channel().await?).await?;
    // The first of the flood that were over the limit made room.
    until("room for those who came last", || async {
        let dropped = open.iter().filter(|stream| stream.try_read(&mut [0]).is_ok_and(|read| read == 0)).count();
        Ok((dropped >= 100).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_connects_and_makes_no_call_is_dropped() -> Result<(), Failure> {
    let network = limited(&[("server.first_call_seconds", "1")]).await?;
    let address = network.serving[0].address().to_owned();
    // Not a word; the beginning of HTTP/2 and no more; and headers that come letter by letter and never end.
    let mut silent = TcpStream::connect(&address).await?;
    timeout(PATIENCE, silent.read_to_end(&mut Vec::new())).await?.or_else(reset)?;
    Connection::greet(&address, 65_535).await?.live_on().await?;
    let mut slow = TcpStream::connect(&address).await?;
    slow.write_all(b"POST / HTTP/1.1\r\nhost: x\r\nx-filling: ").await?;
    // The first letter after the end is answered with a reset, and the next one fails.
    let begun = Instant::now();
    while slow.write_all(b"a").await.is_ok() {
        assert!(begun.elapsed() < PATIENCE, "headers without an end are listened to");
        sleep(Duration::from_millis(10)).await;
    }
    list_countries(&network.office("do")?).await?;
    Ok(())
}

/// A reset is an end as well.
fn reset(problem: std::io::Error) -> std::io::Result<usize> {
    if problem.kind() == std::io::ErrorKind::ConnectionReset { Ok(0) } else { Err(problem) }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_there_any_more_is_dropped_and_who_answers_is_not() -> Result<(), Failure> {
    let network = limited(&[("server.keepalive_seconds", "1"), NEVER]).await?;
    let address = network.serving[0].address().to_owned();
    let living = Connection::greet(&address, 65_535).await?;
    let living = tokio::spawn(living.live_on());
    Connection::greet(&address, 65_535).await?.fall_silent().await?;
    assert!(!living.is_finished(), "whoever answers is kept");
    living.abort();
    Ok(())
}
