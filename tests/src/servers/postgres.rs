use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

use super::keeper::{Keep, Keeper};
use super::{Error, POLL, Result, START_LIMIT, find_program, free_port, new_folder, running_as_root};

/// Who connects. The rights are those of production, so that a missing grant or policy fails here first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The superuser: for looking where no role of the platform may.
    Administrator,
    /// Owns the databases and runs the migrations.
    Owner,
    /// Serves requests. Row-level security binds it.
    App,
    /// Reads across countries, and only reads.
    Network,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrator => "postgres",
            Self::Owner => "aceleracion_owner",
            Self::App => "aceleracion_app",
            Self::Network => "aceleracion_network",
        }
    }

    pub fn password(self) -> &'static str {
        match self {
            Self::Administrator => "administrator-for-tests",
            Self::Owner => "owner-for-tests",
            Self::App => "app-for-tests",
            Self::Network => "network-for-tests",
        }
    }
}

/// Speed over safety: a test's data need not survive the machine. `mmap` keeps the segments inside the folder, since a
/// container's /dev/shm is small and would keep what a killed server left.
const SETTINGS: [(&str, &str); 10] = [
    ("listen_addresses", "127.0.0.1"),
    ("unix_socket_directories", ""),
    ("max_connections", "300"),
    ("shared_buffers", "64MB"),
    ("dynamic_shared_memory_type", "mmap"),
    ("fsync", "off"),
    ("synchronous_commit", "off"),
    ("full_page_writes", "off"),
    ("timezone", "UTC"),
    ("log_statement", "none"),
];

/// The keeper makes the cluster as well, so that an interrupted test leaves no half of one behind.
///
/// Trust, since the server listens on the loopback address alone, and checking passwords costs a debug build more than
/// most tests take. Byte order and UTF-8 on every machine: what sorts differently would pass here and fail there.
const MAKE_AND_RUN: &str = r#"
trap exit TERM
data=$1; shift
[ -e "$data/PG_VERSION" ] || "$0" --pgdata "$data" --username=postgres --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --no-sync --no-instructions || exit
exec "$@"
"#;

/// A PostgreSQL server of its own.
#[derive(Debug)]
pub struct Postgres {
    keeper: Keeper,
    port: u16,
}

impl Postgres {
    pub async fn start() -> Result<Self> {
        Self::start_with(&[]).await
    }

    /// With other settings than the fast ones, such as `[("fsync", "on"), ("synchronous_commit", "on")]` where a test
    /// is about what survives a crash.
    pub async fn start_with(settings: &[(&str, &str)]) -> Result<Self> {
        let programs = programs()?;
        let folder = new_folder("postgres")?;
        let port = free_port()?;
        // PostgreSQL refuses to run as root.
        let privileges = if running_as_root() { become_postgres(&folder)? } else { Vec::new() };
        let program = |name: &str| programs.join(name).display().to_string();
        let data = folder.join("data").display().to_string();
        let mut arguments = vec!["-c".to_owned(), MAKE_AND_RUN.to_owned(), program("initdb"), data.clone()];
        arguments.extend([program("postgres"), "-D".to_owned(), data, "-p".to_owned(), port.to_string()]);
        for (name, value) in SETTINGS.iter().chain(settings) {
            arguments.extend(["-c".to_owned(), format!("{name}={value}")]);
        }
        let keeper = Keeper::new(Keep {
            name: "PostgreSQL",
            folder,
            // The second alone would do for the server, but the shell before it is deaf to it: as a background
            // process it began with SIGINT ignored.
            last: "TERM INT",
            privileges: &privileges,
            program: Path::new("/bin/sh"),
            arguments: &arguments,
            environment: &[],
        })?;

        let server = Self { keeper, port };
        server.start_again().await?;
        server.create_roles().await?;
        Ok(server)
    }

    /// Stops it as an operator would: open transactions are rolled back, the data stays.
    pub async fn stop(&self) -> Result<()> {
        self.keeper.end("INT").await
    }

    /// After [`Postgres::stop`], on the same port with the same data. Returns once it answers.
    pub async fn start_again(&self) -> Result<()> {
        self.keeper.start()?;
        let since = Instant::now();
        loop {
            let Err(refusal) = self.ask_once().await else {
                return Ok(());
            };
            self.keeper.check_alive()?;
            if since.elapsed() > START_LIMIT {
                return Err(match self.keeper.late() {
                    Error::Late { server, output } => Error::Late { server, output: format!("{output}\n{refusal}") },
                    other => other,
                });
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Makes `{prefix}_{service}` for each service, owned by [`Role::Owner`]; returns the names in the same order.
    pub async fn create_databases(&self, prefix: &str, services: &[&str]) -> Result<Vec<String>> {
        let administrator = self.connect(Role::Administrator, "postgres").await?;
        let mut names = Vec::with_capacity(services.len());
        for service in services {
            let name = format!("{prefix}_{service}");
            if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
                return Err(Error::Name(name));
            }
            // template0, since tests do this at once and template1 must have no other session while it is copied.
            let owner = Role::Owner.name();
            administrator
                .execute_unprepared(&format!("CREATE DATABASE {name} OWNER {owner} TEMPLATE template0"))
                .await?;
            names.push(name);
        }
        administrator.close().await?;
        Ok(names)
    }

    /// A single session, for looking at what the platform did through pools of its own.
    pub async fn connect(&self, role: Role, database: &str) -> Result<DatabaseConnection> {
        let mut options = ConnectOptions::new(self.url(role, database));
        options.max_connections(1).connect_timeout(Duration::from_secs(5)).sqlx_logging(false);
        Ok(Database::connect(options).await?)
    }

    pub fn url(&self, role: Role, database: &str) -> String {
        format!("postgres://{}:{}@127.0.0.1:{}/{database}", role.name(), role.password(), self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    async fn ask_once(&self) -> Result<()> {
        let connection = self.connect(Role::Administrator, "postgres").await?;
        connection.execute_unprepared("SELECT 1").await?;
        connection.close().await?;
        Ok(())
    }

    async fn create_roles(&self) -> Result<()> {
        let administrator = self.connect(Role::Administrator, "postgres").await?;
        for (role, rights) in [
            (Role::Owner, "CREATEDB NOSUPERUSER NOBYPASSRLS"),
            (Role::App, "NOCREATEDB NOSUPERUSER NOBYPASSRLS"),
            (Role::Network, "NOCREATEDB NOSUPERUSER NOBYPASSRLS"),
        ] {
            let (name, password) = (role.name(), role.password());
            administrator
                .execute_unprepared(&format!("CREATE ROLE {name} LOGIN {rights} PASSWORD '{password}'"))
                .await?;
        }
        let network = Role::Network.name();
        administrator
            .execute_unprepared(&format!("ALTER ROLE {network} SET default_transaction_read_only = on"))
            .await?;
        administrator.close().await?;
        Ok(())
    }
}

/// Debian keeps the server's programs out of PATH, a folder for each version; the newest is taken.
fn programs() -> Result<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|version| Some((version.file_name().to_str()?.parse().ok()?, version.path().join("bin"))))
        .filter(|(_, programs)| programs.join("initdb").is_file())
        .collect();
    versions.sort();
    let newest = versions.pop().map(|(_, programs)| programs);
    let in_path = || find_program("initdb")?.parent().map(Path::to_owned);
    newest.or_else(in_path).ok_or(Error::Missing { program: "PostgreSQL", package: "postgresql" })
}

/// Hands the folder over to the user that Debian's package made.
fn become_postgres(folder: &Path) -> Result<Vec<String>> {
    let users = fs::read_to_string("/etc/passwd")?;
    let user: Vec<&str> = users
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>())
        .find(|user| user.first() == Some(&"postgres"))
        .ok_or(Error::Missing { program: "The user postgres", package: "postgresql" })?;
    let number = |field: usize| user.get(field).and_then(|number| number.parse().ok());
    let (uid, gid) = (number(2), number(3));
    chown(folder, uid, gid)?;
    let owned = fs::metadata(folder)?;
    Ok(vec![format!("--reuid={}", owned.uid()), format!("--regid={}", owned.gid()), "--clear-groups".to_owned()])
}
