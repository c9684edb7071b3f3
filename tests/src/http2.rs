//! HTTP/2 written by hand: for clients that behave as no library would.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::platform::Failure;

/// Generous: what ends a connection sooner is a second away in every test.
const PATIENCE: Duration = Duration::from_secs(60);
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const ACK: u8 = 1;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const INITIAL_WINDOW: [u8; 2] = [0, 4];

/// A connection, as its client sees it.
pub struct Connection {
    stream: TcpStream,
}

impl Connection {
    /// Connects, and begins HTTP/2 with the wish to be sent no more than `window` bytes of each answer at once.
    pub async fn greet(address: &str, window: u32) -> Result<Self, Failure> {
        let mut connection = Self { stream: TcpStream::connect(address).await? };
        connection.stream.write_all(PREFACE).await?;
        let settings = [INITIAL_WINDOW.as_slice(), &window.to_be_bytes()].concat();
        connection.send(SETTINGS, 0, 0, &settings).await?;
        // The server's own beginning: it has taken ours.
        connection.receive().await?.ok_or("the server hangs up")?;
        Ok(connection)
    }

    /// Calls an rpc that anybody may call, with an empty message.
    pub async fn call(&mut self, authority: &str, path: &str) -> Result<(), Failure> {
        let headers = [
            (":method", "POST"),
            (":scheme", "http"),
            (":path", path),
            (":authority", authority),
            ("te", "trailers"),
            ("content-type", "application/grpc"),
        ];
        let mut block = Vec::new();
        for (name, value) in headers {
            // A literal that is not remembered, without compression.
            block.push(0);
            for text in [name, value] {
                block.push(u8::try_from(text.len()).ok().filter(|length| *length < 127).ok_or("a shorter header")?);
                block.extend_from_slice(text.as_bytes());
            }
        }
        self.send(HEADERS, END_HEADERS, 1, &block).await?;
        self.send(DATA, END_STREAM, 1, &[0; 5]).await
    }

    /// Says that somebody is here whenever the server asks, and nothing else, until the server hangs up. What kinds of
    /// frames came.
    pub async fn live_on(self) -> Result<Vec<u8>, Failure> {
        timeout(PATIENCE, self.answering()).await.map_err(|_| "the server does not hang up")?
    }

    async fn answering(mut self) -> Result<Vec<u8>, Failure> {
        let mut kinds = Vec::new();
        while let Some((kind, flags, content)) = self.receive().await? {
            if kind == PING && flags & ACK == 0 {
                // It may hang up at this very moment.
                let _ = self.send(PING, ACK, 0, &content).await;
            }
            kinds.push(kind);
        }
        Ok(kinds)
    }

    /// Says nothing any more, until the server hangs up.
    pub async fn fall_silent(mut self) -> Result<(), Failure> {
        let listening = async {
            while self.receive().await?.is_some() {}
            Ok(())
        };
        timeout(PATIENCE, listening).await.map_err(|_| "the server does not hang up")?
    }

    /// Whether data came among these frames.
    pub fn has_data(kinds: &[u8]) -> bool {
        kinds.contains(&DATA)
    }

    async fn send(&mut self, kind: u8, flags: u8, stream: u32, content: &[u8]) -> Result<(), Failure> {
        let length = u32::try_from(content.len())?.to_be_bytes();
        let mut frame = vec![length[1], length[2], length[3], kind, flags];
        frame.extend_from_slice(&stream.to_be_bytes());
        frame.extend_from_slice(content);
        Ok(self.stream.write_all(&frame).await?)
    }

    /// The next frame: its kind, its flags and its content; nothing when the server hung up.
    async fn receive(&mut self) -> Result<Option<(u8, u8, Vec<u8>)>, Failure> {
        let mut head = [0; 9];
        if self.stream.read_exact(&mut head).await.is_err() {
            return Ok(None);
        }
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut content = vec![0; usize::try_from(length)?];
        match self.stream.read_exact(&mut content).await {
            Ok(_) => Ok(Some((head[3], head[4], content))),
            Err(_) => Ok(None),
        }
    }
}
