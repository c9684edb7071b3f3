//! The executable as operators run it: on embedded parts, or on private real servers.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use aws_lc_rs::{rand::SystemRandom, signature::Ed25519KeyPair};
use platform::config::Config;
use sea_orm::DatabaseConnection;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::{
    servers::{self, Postgres, RabbitMq, Role},
    wire::Wire,
};

/// The services, each a process and a database of its own where the servers are real.
pub const SERVICES: [&str; 4] = ["registrations", "partners", "reviews", "notifications"];

/// Where the application's role finds its databases.
pub const DATABASE: &str = "ACELERACION__DATABASE__URL";
/// Where the role that reads across countries finds the same databases.
pub const NETWORK_DATABASE: &str = "ACELERACION__DATABASE__NETWORK_URL";
/// Where events go.
pub const EVENTS: &str = "ACELERACION__EVENTS__URL";
/// What is told on stderr.
pub const LOG_FILTER: &str = "ACELERACION__TELEMETRY__LOG_FILTER";

/// Any failure: a test shows it and ends.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The executable, which Cargo built beside this test.
pub fn executable() -> Result<PathBuf, Failure> {
    let test = std::env::current_exe()?;
    let folder = test.parent().and_then(Path::parent).ok_or("the test binary has no folder")?;
    let executable = folder.join("aceleracion");
    match executable.exists() {
        true => Ok(executable),
        false => Err("run `cargo build -p aceleracion` first, or use tests/run".into()),
    }
}

/// What a platform stands on: its data folder and the variables that name its servers.
pub struct Ground {
    name: String,
    folder: tempfile::TempDir,
    variables: HashMap<String, String>,
}

impl Ground {
    /// SQLite files and in-process events.
    pub fn embedded() -> Result<Self, Failure> {
        Ok(Self { name: String::new(), folder: tempfile::tempdir()?, variables: HashMap::new() })
    }

    /// Databases and a virtual host of their own, named `name`, on the shared servers; schemas are up to date.
    pub async fn real(name: &str) -> Result<Self, Failure> {
        let events = servers::shared().rabbitmq().await?.create_host(name).await?;
        Self::with_events(name, events).await
    }

    /// The same, with events on a broker that the caller may stop.
    pub async fn with_events(name: &str, events: String) -> Result<Self, Failure> {
        Self::migrated(servers::shared().postgres().await?, name, events).await
    }

    /// The same on servers of the caller's own.
    pub async fn on(postgres: &Postgres, rabbitmq: &RabbitMq, name: &str) -> Result<Self, Failure> {
        Self::migrated(postgres, name, rabbitmq.create_host(name).await?).await
    }

    /// The same in production mode, with an OpenID Connect provider. There is neither a mail server nor a bucket at the URLs it has.
    pub async fn in_production(name: &str, issuer: &str) -> Result<Self, Failure> {
        let (postgres, rabbitmq) = (servers::shared().postgres().await?, servers::shared().rabbitmq().await?);
        let mut ground = Self::unmigrated(postgres, rabbitmq, name).await?;
        ground.set("ACELERACION__MODE", "production");
        ground.set("ACELERACION__MAIL__URL", "smtp://127.0.0.1:9");
        ground.set("ACELERACION__FILES__URL", "s3://files");
        ground.set("ACELERACION__IDENTITY__TRIAL_ISSUER", "false");
        ground.set("ACELERACION__IDENTITY__ISSUER", issuer);
        let audit_key = ground.folder.path().join("audit.pk8");
        std::fs::write(&audit_key, Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())?)?;
        ground.set("ACELERACION__AUDIT__KEY_FILE", &audit_key.display().to_string());
        ground.run(&["migrate"]).await?;
        Ok(ground)
    }

    /// Databases and a virtual host with nothing in them yet.
    pub async fn unmigrated(postgres: &Postgres, rabbitmq: &RabbitMq, name: &str) -> Result<Self, Failure> {
        Self::empty(postgres, name, rabbitmq.create_host(name).await?).await
    }

    async fn migrated(postgres: &Postgres, name: &str, events: String) -> Result<Self, Failure> {
        let ground = Self::empty(postgres, name, events).await?;
        ground.run(&["migrate"]).await?;
        Ok(ground)
    }

    async fn empty(postgres: &Postgres, name: &str, events: String) -> Result<Self, Failure> {
        postgres.create_databases(name, &SERVICES).await?;
        let database = format!("{name}_{{service}}");
        let variables = HashMap::from([
            (DATABASE.to_owned(), postgres.url(Role::App, &database)),
            (NETWORK_DATABASE.to_owned(), postgres.url(Role::Network, &database)),
            ("ACELERACION__DATABASE__MIGRATE_URL".to_owned(), postgres.url(Role::Owner, &database)),
            (EVENTS.to_owned(), events),
        ]);
        Ok(Self { name: name.to_owned(), folder: tempfile::tempdir()?, variables })
    }

    /// Sets a setting, by the name of its variable.
    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.into(), value.into());
    }

    /// Takes a setting back, by the name of its variable.
    pub fn unset(&mut self, name: &str) {
        self.variables.remove(name);
    }

    /// A setting of this ground; empty where it has its default.
    pub fn setting(&self, name: &str) -> &str {
        self.variables.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Has processes that start from now on reach the server of a setting through `wire`.
    pub fn lay(&mut self, wire: &Wire, setting: &str) {
        let through = wire.through(self.setting(setting));
        self.set(setting, &through);
    }

    /// Has commands and people find these services at `serving`.
    pub fn find(&mut self, services: &[&str], serving: &Serving) {
        for service in services {
            self.set(&format!("ACELERACION__CLIENTS__{}", service.to_uppercase()), &serving.url);
        }
    }

    /// The configuration that a process on this ground has.
    pub fn config(&self) -> Result<Config, Failure> {
        let mut variables = self.variables.clone();
        variables.insert("ACELERACION__DATA_FOLDER".into(), self.folder.path().display().to_string());
        Ok(Config::load_from(None, variables)?)
    }

    /// The database of a service as the superuser sees it, past row-level security.
    pub async fn database(&self, service: &str) -> Result<DatabaseConnection, Failure> {
        let postgres = servers::shared().postgres().await?;
        Ok(postgres.connect(Role::Administrator, &format!("{}_{service}", self.name)).await?)
    }

    /// A command on this ground.
    pub fn command(&self, arguments: &[&str]) -> Result<Command, Failure> {
        let mut command = Command::new(executable()?);
        // What goes wrong stays visible; every delivery told would bury the runner's own lines.
        command.env(LOG_FILTER, "warn").args(arguments).envs(&self.variables);
        command.env("ACELERACION__DATA_FOLDER", self.folder.path()).kill_on_drop(true).stdin(Stdio::null());
        Ok(command)
    }

    /// Runs a command to its end; what it printed on stdout.
    pub async fn run(&self, arguments: &[&str]) -> Result<String, Failure> {
        let output = self.command(arguments)?.output().await?;
        if !output.status.success() {
            return Err(format!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// The same, and the most memory that it had at once, in KiB.
    pub async fn run_measured(&self, arguments: &[&str]) -> Result<(String, u64), Failure> {
        let process = self.command(arguments)?.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let id = process.id().ok_or("no process")?;
        let mut ended = std::pin::pin!(process.wait_with_output());
        let mut most = 0;
        let output = loop {
            tokio::select! {
                output = &mut ended => break output?,
                // What it had in its last moments is missed, when it has long let go of everything.
                () = tokio::time::sleep(Duration::from_millis(5)) => most = most_held(id).unwrap_or_default().max(most),
            }
        };
        if !output.status.success() {
            return Err(format!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok((String::from_utf8(output.stdout)?, most))
    }

    /// Starts some services as one process and waits until they serve.
    pub async fn serve(&self, services: &[&str]) -> Result<Serving, Failure> {
        self.start(services, Stdio::inherit()).await
    }

    /// The same, with what it logs in a file.
    pub async fn serve_and_log(&self, services: &[&str], log: &Path) -> Result<Serving, Failure> {
        self.start(services, std::fs::File::create(log)?.into()).await
    }

    async fn start(&self, services: &[&str], log: Stdio) -> Result<Serving, Failure> {
        let mut arguments = vec!["serve"];
        arguments.extend(services);
        let mut command = self.command(&arguments)?;
        command.stderr(log).env("ACELERACION__SERVER__LISTEN", "127.0.0.1:0").stdout(Stdio::piped());
        let mut process = command.spawn()?;
        let printed = process.stdout.take().ok_or("no stdout")?;
        let mut lines = BufReader::new(printed).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(url) = line.strip_prefix("serving on ") {
                return Ok(Serving { url: url.to_owned(), process });
            }
        }
        Err(format!("{services:?} ended before they served").into())
    }
}

/// The most memory that a process had at once, in KiB.
pub fn most_held(process: u32) -> Result<u64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no such line")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// A serving process; it ends with this value.
pub struct Serving {
    /// Where it answers.
    pub url: String,
    /// The process.
    pub process: Child,
}

impl Serving {
    /// Where it listens: `127.0.0.1:41234`.
    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// Sends SIGTERM, as an orchestrator does, and does not wait.
    pub async fn tell_to_stop(&self) -> Result<(), Failure> {
        let process = self.process.id().ok_or("the process is gone already")?;
        let told = Command::new("kill").args(["-s", "TERM", &process.to_string()]).status().await?;
        if told.success() { Ok(()) } else { Err("SIGTERM could not be sent".into()) }
    }

    /// Waits until the process is gone.
    pub async fn gone(&mut self) -> Result<ExitStatus, Failure> {
        Ok(self.process.wait().await?)
    }

    /// Stops it as an orchestrator does, and waits until it is gone.
    pub async fn stop(mut self) -> Result<ExitStatus, Failure> {
        self.tell_to_stop().await?;
        self.gone().await
    }

    /// Ends it with SIGKILL, so that it can finish nothing, and waits until it is gone.
    pub async fn kill(mut self) -> Result<(), Failure> {
        Ok(self.process.kill().await?)
    }
}
