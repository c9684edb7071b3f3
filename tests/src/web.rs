//! A gRPC-Web client without a library: HTTP/1.1 written by hand, as the least that a browser's client sends. It also
//! lets a deadline be sent without keeping it, which gRPC libraries do not.

use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tonic::Status;

use crate::platform::Failure;

/// The mark of a frame that holds trailers.
const TRAILERS: u8 = 0x80;

/// An answer as it came over the wire.
pub struct Answer {
    /// The status line's number.
    pub http_status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The messages, without their frames.
    pub messages: Vec<Vec<u8>>,
    /// The trailers from the last frame, if there was one.
    pub trailers: Option<HeaderMap>,
}

impl Answer {
    /// The gRPC status: from the trailers, or from the headers where there is nothing but a status.
    pub fn status(&self) -> Option<Status> {
        self.trailers.as_ref().and_then(Status::from_header_map).or_else(|| Status::from_header_map(&self.headers))
    }
}

/// Calls `method` with one message.
pub async fn call(url: &str, method: &str, message: &[u8], headers: &[(&str, &str)]) -> Result<Answer, Failure> {
    let address = url.strip_prefix("http://").ok_or("an http URL")?;
    let mut head = format!(
        "POST {method} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/grpc-web+proto\r\n\
         x-grpc-web: 1\r\ncontent-length: {}\r\n",
        message.len() + 5
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut sent = head.into_bytes();
    sent.extend(b"\r\n\0");
    sent.extend(u32::try_from(message.len())?.to_be_bytes());
    sent.extend(message);
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(&sent).await?;
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await?;
    read(&received)
}

fn read(received: &[u8]) -> Result<Answer, Failure> {
    let end = received.windows(4).position(|part| part == b"\r\n\r\n").ok_or("no end of the head")?;
    let head = std::str::from_utf8(&received[..end])?;
    let (first, lines) = head.split_once("\r\n").ok_or("no headers")?;
    let http_status = first.split(' ').nth(1).ok_or("no status")?.parse()?;
    let headers = fields(lines)?;
    let body = &received[end + 4..];
    let chunked = headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked");
    let body = if chunked { dechunked(body)? } else { body.to_vec() };
    let (messages, trailers) = frames(&body)?;
    Ok(Answer { http_status, headers, messages, trailers })
}

fn fields(lines: &str) -> Result<HeaderMap, Failure> {
    let mut fields = HeaderMap::new();
    for line in lines.split("\r\n").filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').ok_or("a header without a colon")?;
        fields.append(HeaderName::from_bytes(name.as_bytes())?, HeaderValue::from_str(value.trim())?);
    }
    Ok(fields)
}

fn dechunked(mut rest: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut whole = Vec::new();
    loop {
        let line = rest.windows(2).position(|part| part == b"\r\n").ok_or("no chunk")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line])?, 16)?;
        if size == 0 {
            return Ok(whole);
        }
        whole.extend(rest.get(line + 2..line + 2 + size).ok_or("half a chunk")?);
        rest = rest.get(line + 4 + size..).ok_or("no end of a chunk")?;
    }
}

type Frames = (Vec<Vec<u8>>, Option<HeaderMap>);

fn frames(mut rest: &[u8]) -> Result<Frames, Failure> {
    let (mut messages, mut trailers) = (Vec::new(), None);
    while let Some((head, after)) = rest.split_at_checked(5) {
        let size = usize::try_from(u32::from_be_bytes([head[1], head[2], head[3], head[4]]))?;
        let (content, after) = after.split_at_checked(size).ok_or("half a frame")?;
        match head[0] {
            TRAILERS => trailers = Some(fields(std::str::from_utf8(content)?)?),
            _ => messages.push(content.to_vec()),
        }
        rest = after;
    }
    Ok((messages, trailers))
}
