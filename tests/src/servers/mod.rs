//! Private servers for tests: each on ports of its own, with its data in a temporary folder, gone with the test
//! process however that ends.

mod authority;
mod bucket;
mod collector;
mod keeper;
mod mail;
mod postgres;
mod provider;
mod rabbitmq;

use std::fs;
use std::io;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use tokio::sync::OnceCell;

pub use authority::Authority;
pub use bucket::{Bucket, files_below};
pub use collector::{Attributes, Collector, Point, Span};
pub use mail::{Letter, Mail};
pub use postgres::{Postgres, Role};
pub use provider::Provider;
pub use rabbitmq::RabbitMq;

/// Generous: a cold broker beside a compiling workspace on two cores took 14 seconds.
const START_LIMIT: Duration = Duration::from_secs(90);
const POLL: Duration = Duration::from_millis(50);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{program} is not installed; `tests/run` installs it (Debian package {package})")]
    Missing { program: &'static str, package: &'static str },
    #[error("{server} ended while it was starting:\n{output}")]
    Ended { server: &'static str, output: String },
    #[error("{server} did not answer within {START_LIMIT:?}:\n{output}")]
    Late { server: &'static str, output: String },
    #[error("no free port was found")]
    NoPort,
    #[error("{0:?} cannot be part of a database's name: lower case letters, digits and _ only")]
    Name(String),
    #[error("the bucket: {0}")]
    Bucket(String),
    #[error("rabbitmqctl: {0}")]
    Control(String),
    #[error("a certificate could not be made: {0}")]
    Certificate(#[from] rcgen::Error),
    #[error("the OpenID Connect provider: {0}")]
    Provider(String),
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("PostgreSQL: {0}")]
    Database(#[from] sea_orm::DbErr),
}

impl Error {
    fn provider(problem: reqwest::Error) -> Self {
        Self::Provider(problem.to_string())
    }
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The servers that all tests of one binary may use together.
///
/// Whoever stops a server, or counts what is in it, starts one of its own instead.
#[derive(Debug, Default)]
pub struct Shared {
    postgres: OnceCell<Postgres>,
    rabbitmq: OnceCell<RabbitMq>,
}

impl Shared {
    /// Started by the first test that asks. Tests share it by [`Postgres::create_databases`] under different prefixes.
    pub async fn postgres(&self) -> Result<&Postgres> {
        self.postgres.get_or_try_init(Postgres::start).await
    }

    /// Started by the first test that asks. Tests share it by [`RabbitMq::create_host`].
    pub async fn rabbitmq(&self) -> Result<&RabbitMq> {
        self.rabbitmq.get_or_try_init(RabbitMq::start).await
    }
}

/// The same servers for every test of this binary. A static is never dropped; that they end nevertheless is the
/// keeper's work, for which the end of this process is enough.
pub fn shared() -> &'static Shared {
    static SHARED: Shared = Shared { postgres: OnceCell::const_new(), rabbitmq: OnceCell::const_new() };
    &SHARED
}

/// A port nobody listens on, below the range from which the kernel serves outgoing connections: a stopped server must
/// find its port still free when it starts again, and clients that keep reconnecting take ports from that range.
fn free_port() -> Result<u16> {
    const FIRST: u16 = 18_000;
    const COUNT: u16 = 12_000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Two test binaries that run at once start looking in different places.
    let offset = (std::process::id() % u32::from(COUNT)) as u16;
    for _ in 0..COUNT {
        let step = NEXT.fetch_add(1, Ordering::Relaxed) % COUNT;
        let port = FIRST + (offset.wrapping_mul(7) % COUNT + step) % COUNT;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    Err(Error::NoPort)
}

/// A folder that its keeper removes.
fn new_folder(name: &str) -> Result<PathBuf> {
    Ok(tempfile::Builder::new().prefix(&format!("aceleracion-{name}-")).tempdir()?.keep())
}

fn running_as_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/bin"), PathBuf::from("/usr/sbin")])
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// The last lines of what a server said: an error without them cannot be understood from a CI log.
fn tail(file: &Path) -> String {
    let Ok(text) = fs::read(file) else {
        return String::new();
    };
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}
