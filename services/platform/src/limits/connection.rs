//! One connection: who is at its other end, and what is known of how it behaves.

use std::{
    collections::HashMap,
    io::{self, IoSlice},
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

use futures::task::AtomicWaker;
use http::Extensions;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tonic::transport::server::{Connected, TlsConnectInfo};

use super::connections::Registered;

/// What is known of a connection.
#[derive(Debug)]
pub(crate) struct Connection {
    opened: Instant,
    /// Over the limit: it is for health alone.
    spare: AtomicBool,
    has_called: AtomicBool,
    next_answer: AtomicU64,
    /// Answers whose next piece the caller has not taken yet, and since when.
    untaken: Mutex<HashMap<u64, Instant>>,
    cut: AtomicBool,
    waker: AtomicWaker,
}

impl Connection {
    pub(super) fn new(spare: bool) -> Self {
        Self {
            opened: Instant::now(),
            spare: AtomicBool::new(spare),
            has_called: AtomicBool::new(false),
            next_answer: AtomicU64::new(0),
            untaken: Mutex::default(),
            cut: AtomicBool::new(false),
            waker: AtomicWaker::new(),
        }
    }

    /// Whether only health and reflection are answered on it.
    pub fn is_spare(&self) -> bool {
        self.spare.load(Ordering::Relaxed)
    }

    pub(super) fn becomes_full(&self) {
        self.spare.store(false, Ordering::Relaxed);
    }

    /// A call came over it.
    pub fn calls(&self) {
        self.has_called.store(true, Ordering::Relaxed);
    }

    /// An answer begins; its number.
    pub(super) fn answers_begun(&self) -> u64 {
        let place = self.next_answer.fetch_add(1, Ordering::Relaxed);
        self.waits_for_peer(place);
        place
    }

    pub(super) fn waits_for_peer(&self, answer: u64) {
        self.untaken().insert(answer, Instant::now());
    }

    pub(super) fn waits_for_handler(&self, answer: u64) {
        self.untaken().remove(&answer);
    }

    fn untaken(&self) -> MutexGuard<'_, HashMap<u64, Instant>> {
        self.untaken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why nobody should wait for it any longer, if so.
    pub(super) fn fault(&self, now: Instant, first_call: Duration, slow: Duration) -> Option<&'static str> {
        let called = self.has_called.load(Ordering::Relaxed);
        if !called && now.saturating_duration_since(self.opened) >= first_call {
            return Some("it made no call");
        }
        let untaken = self.untaken().values().any(|since| now.saturating_duration_since(*since) >= slow);
        untaken.then_some("it does not take its answers")
    }

    /// Ends it, whatever is going on.
    pub(super) fn cut(&self) {
        self.cut.store(true, Ordering::Release);
        self.waker.wake();
    }

    /// Asked whenever the transport would go on; told of a cut wherever it waits.
    fn goes_on<T>(&self, context: &Context<'_>, did: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if did.is_pending() {
            self.waker.register(context.waker());
        }
        if self.cut.load(Ordering::Acquire) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        did
    }
}

/// Who is at the other end, beside every request.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    address: Option<SocketAddr>,
    pub connection: Arc<Connection>,
}

impl Peer {
    /// The peer of a request, with or without TLS.
    pub fn of(extensions: &Extensions) -> Option<&Self> {
        let secured = || extensions.get::<TlsConnectInfo<Peer>>().map(TlsConnectInfo::get_ref);
        extensions.get::<Peer>().or_else(secured)
    }

    /// Its address, as IPv4 where it is one.
    pub fn ip(&self) -> Option<IpAddr> {
        self.address.map(|address| address.ip().to_canonical())
    }
}

/// A socket that can be cut.
#[derive(Debug)]
pub(crate) struct Socket {
    stream: TcpStream,
    registered: Registered,
}

impl Socket {
    pub(super) fn new(stream: TcpStream, registered: Registered) -> Self {
        Self { stream, registered }
    }
}

impl Connected for Socket {
    type ConnectInfo = Peer;

    fn connect_info(&self) -> Peer {
        Peer { address: self.stream.peer_addr().ok(), connection: Arc::clone(&self.registered.connection) }
    }
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let did = Pin::new(&mut self.stream).poll_read(context, into);
        self.registered.connection.goes_on(context, did)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let did = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.registered.connection.goes_on(context, did)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let did = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.registered.connection.goes_on(context, did)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
