//! Callers who send drop by drop, or never take what they asked for.

use proto::{
    Rpc,
    registrations::v1::{CreateRegistrationRequest, import_registrations_request::Content},
};
use tests::{http2::Connection, platform::Failure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};
use tonic::Code;

use super::{Import, limited, list_countries};
use crate::bad_input::refusal;

const PUBLIC: &str = "/aceleracion.partners.v1.PartnersService/ListCountries";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_stops_coming_or_comes_drop_by_drop_is_refused() -> Result<(), Failure> {
    let network = limited(&[("server.slow_seconds", "1")]).await?;
    let too_slow = refusal::refused(Code::DeadlineExceeded, "CALLER_TOO_SLOW");
    for language in refusal::LANGUAGES {
        let stops = Import::begin(&network.caller("ana", "office_admin", "do", language)?);
        stops.send_settings("do").await?;
        refusal::check(&stops.refusal().await?, language, too_slow)?;
    }
    let drops = Import::begin(&network.office("do")?);
    drops.send_settings("do").await?;
    let begun = std::time::Instant::now();
    while drops.send(Content::Chunk(b"a".to_vec())).await.is_ok() {
        assert!(begun.elapsed().as_secs() < 60, "drops are listened to");
        sleep(std::time::Duration::from_millis(50)).await;
    }
    refusal::check(&drops.refusal().await?, "en", too_slow)?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_has_its_time_like_every_call() -> Result<(), Failure> {
    let network = limited(&[("server.stream_timeout_seconds", "1")]).await?;
    let import = Import::begin(&network.office("do")?);
    import.send_settings("do").await?;
    refusal::check(&import.refusal().await?, "en", refusal::refused(Code::DeadlineExceeded, "DEADLINE_EXCEEDED"))?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_never_ends_is_answered_when_its_time_is_over() -> Result<(), Failure> {
    let network = limited(&[("server.request_timeout_seconds", "1")]).await?;
    let address = network.serving[0].address().to_owned();
    let token = network.issuer.token("office:do", "office_admin", "do")?;
    let mut stream = TcpStream::connect(&address).await?;
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/grpc-web+proto\r\nx-grpc-web: 1\r\n\
         authorization: Bearer {token}\r\ncontent-length: 1000\r\n\r\n",
        CreateRegistrationRequest::METHOD
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&[0, 0, 0, 3, 227]).await?;
    let mut received = Vec::new();
    while !received.windows(14).any(|part| part == b"grpc-status: 4" || part == b"grpc-status:4\r") {
        let read = stream.read_buf(&mut received).await?;
        assert!(read > 0, "it ends without an answer: {}", String::from_utf8_lossy(&received));
    }
    Ok(())
}

/// Whoever wants to be sent nothing holds the answer; the connection is cut, though somebody says that they are there.
#[tokio::test(flavor = "multi_thread")]
async fn who_never_takes_an_answer_is_dropped() -> Result<(), Failure> {
    let network = limited(&[("server.slow_seconds", "1"), ("server.keepalive_seconds", "1")]).await?;
    let address = network.serving[0].address().to_owned();
    let mut taking = Connection::greet(&address, 65_535).await?;
    taking.call(&address, PUBLIC).await?;
    let taking = tokio::spawn(taking.live_on());
    let mut never = Connection::greet(&address, 0).await?;
    never.call(&address, PUBLIC).await?;
    let came = never.live_on().await?;
    assert!(!Connection::has_data(&came), "nothing was taken: {came:?}");
    assert!(!taking.is_finished(), "whoever takes their answers is kept");
    taking.abort();
    list_countries(&network.office("do")?).await?;
    Ok(())
}
