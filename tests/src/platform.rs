//! The executable as operators run it: on embedded parts, or on private real servers.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use platform::config::Config;

use crate::servers::{self, Postgres, RabbitMq, Role};

/// The services, each a process and a database of its own where the servers are real.
pub const SERVICES: [&str; 4] = ["registrations", "partners", "reviews", "notifications"];

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
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

impl Ground {
    /// SQLite files and in-process events.
    pub fn embedded() -> Result<Self, Failure> {
        Ok(Self { folder: tempfile::tempdir()?, variables: Vec::new() })
    }

    /// Databases and a virtual host of their own, named `name`, on the shared servers; schemas are up to date.
    pub async fn real(name: &str) -> Result<Self, Failure> {
        Self::on(servers::shared().postgres().await?, servers::shared().rabbitmq().await?, name).await
    }

    /// The same in production mode, with an OpenID Connect provider. There is no mail server at the URL it has.
    pub async fn in_production(name: &str, issuer: &str) -> Result<Self, Failure> {
        let (postgres, rabbitmq) = (servers::shared().postgres().await?, servers::shared().rabbitmq().await?);
        let mut ground = Self::unmigrated(postgres, rabbitmq, name).await?;
        ground.set("ACELERACION__MODE", "production");
        ground.set("ACELERACION__MAIL__URL", "smtp://127.0.0.1:9");
        ground.set("ACELERACION__IDENTITY__TRIAL_ISSUER", "false");
        ground.set("ACELERACION__IDENTITY__ISSUER", issuer);
        ground.run(&["migrate"]).await?;
        Ok(ground)
    }

    /// Databases and a virtual host on servers of the test's own.
    pub async fn on(postgres: &Postgres, rabbitmq: &RabbitMq, name: &str) -> Result<Self, Failure> {
        let ground = Self::unmigrated(postgres, rabbitmq, name).await?;
        ground.run(&["migrate"]).await?;
        Ok(ground)
    }

    /// The same, with nothing in the databases yet.
    pub async fn unmigrated(postgres: &Postgres, rabbitmq: &RabbitMq, name: &str) -> Result<Self, Failure> {
        postgres.create_databases(name, &SERVICES).await?;
        let database = format!("{name}_{{service}}");
        let variables = vec![
            ("ACELERACION__DATABASE__URL".into(), postgres.url(Role::App, &database)),
            ("ACELERACION__DATABASE__NETWORK_URL".into(), postgres.url(Role::Network, &database)),
            ("ACELERACION__DATABASE__MIGRATE_URL".into(), postgres.url(Role::Owner, &database)),
            ("ACELERACION__EVENTS__URL".into(), rabbitmq.create_host(name).await?),
        ];
        Ok(Self { folder: tempfile::tempdir()?, variables })
    }

    /// Adds a setting, or sets it anew.
    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.into(), value.into()));
    }

    /// The settings of this ground, for clients and tokens of the test's own.
    pub fn config(&self) -> Result<Config, Failure> {
        let mut config = Config::load_from(None, self.variables.iter().cloned().collect())?;
        config.data_folder = self.folder.path().to_path_buf();
        Ok(config)
    }

    /// A command on this ground.
    pub fn command(&self, arguments: &[&str]) -> Result<Command, Failure> {
        let mut command = Command::new(executable()?);
        command.args(arguments).envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.env("ACELERACION__DATA_FOLDER", self.folder.path()).kill_on_drop(true).stdin(Stdio::null());
        // What goes wrong stays visible; every delivery told would bury the runner's own lines.
        command.env("ACELERACION__TELEMETRY__LOG_FILTER", "warn");
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

    /// Starts some services as one process and waits until they serve.
    pub async fn serve(&self, services: &[&str]) -> Result<Serving, Failure> {
        let mut arguments = vec!["serve"];
        arguments.extend(services);
        let mut command = self.command(&arguments)?;
        command.env("ACELERACION__SERVER__LISTEN", "127.0.0.1:0").stdout(Stdio::piped());
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

/// A serving process; it ends with this value.
pub struct Serving {
    /// Where it answers.
    pub url: String,
    /// The process.
    pub process: Child,
}
