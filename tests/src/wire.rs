//! A wire between the platform and a server, which a test can cut or have fall silent: what a network does to
//! connections, without a word to the server behind it.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Whole,
    /// Connections stay and new ones are taken, but nothing travels.
    Silent,
    /// Connections end, and new ones end at once.
    Cut,
}

/// A wire to one server on this machine. It ends with the test's runtime.
pub struct Wire {
    near: u16,
    far: u16,
    state: watch::Sender<State>,
}

impl Wire {
    /// A whole wire to the server on port `far`.
    pub async fn to(far: u16) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let near = listener.local_addr()?.port();
        let (state, told) = watch::channel(State::Whole);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(join(near, far, told.clone()));
            }
        });
        Ok(Self { near, far, state })
    }

    /// The URL of the server, as it is reached through this wire.
    pub fn through(&self, url: &str) -> String {
        url.replace(&format!("127.0.0.1:{}", self.far), &format!("127.0.0.1:{}", self.near))
    }

    /// From now on nothing travels, though nobody is told so.
    pub fn silence(&self) {
        self.state.send_replace(State::Silent);
    }

    /// Ends all connections, and takes no new ones.
    pub fn cut(&self) {
        self.state.send_replace(State::Cut);
    }

    /// Makes it whole again. What was held back by silence travels on.
    pub fn mend(&self) {
        self.state.send_replace(State::Whole);
    }
}

async fn join(near: TcpStream, far: u16, state: watch::Receiver<State>) {
    if *state.borrow() == State::Cut {
        return;
    }
    let Ok(far) = TcpStream::connect(("127.0.0.1", far)).await else { return };
    let (near_reads, near_writes) = near.into_split();
    let (far_reads, far_writes) = far.into_split();
    // When one direction ends, both do.
    tokio::select! {
        () = carry(near_reads, far_writes, state.clone()) => {}
        () = carry(far_reads, near_writes, state) => {}
    }
}

async fn carry(mut from: OwnedReadHalf, mut into: OwnedWriteHalf, mut state: watch::Receiver<State>) {
    let mut piece = vec![0; 16 * 1024];
    let mut cut = state.clone();
    loop {
        let read = tokio::select! {
            read = from.read(&mut piece) => read.unwrap_or_default(),
            _ = cut.wait_for(|state| *state == State::Cut) => return,
        };
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { return };
        let goes_on = state.wait_for(|state| *state != State::Silent).await.is_ok_and(|state| *state == State::Whole);
        if !goes_on || into.write_all(bytes).await.is_err() {
            return;
        }
    }
}
