use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use lapin::{Connection, ConnectionProperties};
use tokio::net::TcpStream;
use tokio::process::Command;

use super::keeper::{Keep, Keeper};
use super::{Error, POLL, Result, START_LIMIT, find_program, free_port, new_folder};

const USER: &str = "aceleracion";
const PASSWORD: &str = "broker-for-tests";

/// Erlang would replace an epmd that just ended with a daemon, which nobody ends.
const NO_OTHER_EPMD: &str = "-start_epmd false";

/// A RabbitMQ server of its own, with its own epmd: Erlang's usual one would be shared with every other node on the
/// machine, and outlive them.
#[derive(Debug)]
pub struct RabbitMq {
    // Dropped in this order: the node leaves before what it is registered with.
    broker: Keeper,
    epmd: Keeper,
    home: PathBuf,
    port: u16,
    epmd_port: u16,
}

impl RabbitMq {
    pub async fn start() -> Result<Self> {
        let program = program("rabbitmq-server")?;
        let epmd = find_program("epmd").ok_or(Error::Missing { program: "epmd", package: "erlang-base" })?;
        let (port, dist_port, epmd_port) = (free_port()?, free_port()?, free_port()?);

        let epmd = Keeper::new(Keep {
            name: "epmd",
            folder: new_folder("epmd")?,
            last: "KILL",
            privileges: &[],
            program: &epmd,
            arguments: &["-address", "127.0.0.1", "-port", &epmd_port.to_string()].map(str::to_owned),
            environment: &[],
        })?;

        let folder = new_folder("rabbitmq")?;
        fs::write(folder.join("rabbitmq.conf"), settings(port))?;
        fs::write(folder.join("enabled_plugins"), "[].\n")?;
        let inside = |name: &str| folder.join(name).display().to_string();
        let broker = Keeper::new(Keep {
            name: "RabbitMQ",
            folder: folder.clone(),
            last: "KILL",
            privileges: &[],
            program: &program,
            arguments: &[],
            environment: &[
                ("HOME", folder.display().to_string()),
                ("RABBITMQ_NODENAME", node(port)),
                ("RABBITMQ_NODE_PORT", port.to_string()),
                ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1".to_owned()),
                ("RABBITMQ_DIST_PORT", dist_port.to_string()),
                ("RABBITMQ_MNESIA_BASE", inside("data")),
                ("RABBITMQ_LOG_BASE", inside("log")),
                ("RABBITMQ_LOGS", "-".to_owned()),
                ("RABBITMQ_CONFIG_FILE", inside("rabbitmq.conf")),
                ("RABBITMQ_ADVANCED_CONFIG_FILE", inside("advanced.config")),
                ("RABBITMQ_ENABLED_PLUGINS_FILE", inside("enabled_plugins")),
                // The machine's own settings must not reach this node.
                ("RABBITMQ_CONF_ENV_FILE", "/dev/null".to_owned()),
                ("ERL_EPMD_PORT", epmd_port.to_string()),
                ("ERL_EPMD_ADDRESS", "127.0.0.1".to_owned()),
                ("ERL_ZFLAGS", NO_OTHER_EPMD.to_owned()),
                // Without its wrapping shell, so that signals reach the node itself.
                ("RABBITMQ_ALLOW_INPUT", "yes".to_owned()),
                ("RABBITMQ_SERVER_START_ARGS", "-noinput".to_owned()),
                // Erlang's schedulers spin while they wait, at the cost of the code under test.
                (
                    "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                    "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}"
                        .to_owned(),
                ),
            ],
        })?;

        let server = Self { broker, epmd, home: folder, port, epmd_port };
        server.epmd.start()?;
        server.wait_for_epmd().await?;
        server.start_again().await?;
        Ok(server)
    }

    /// Stops it as an operator would. Durable queues and persistent messages stay.
    pub async fn stop(&self) -> Result<()> {
        self.broker.end("TERM").await
    }

    /// Ends it without a chance to write or say anything, as a lost machine would.
    pub async fn kill(&self) -> Result<()> {
        self.broker.end("KILL").await
    }

    /// After [`RabbitMq::stop`] or [`RabbitMq::kill`], on the same port with the same data. Returns once it greets
    /// clients, which it does last of all.
    pub async fn start_again(&self) -> Result<()> {
        self.broker.start()?;
        let since = Instant::now();
        loop {
            if self.greet_once().await {
                return Ok(());
            }
            self.broker.check_alive()?;
            if since.elapsed() > START_LIMIT {
                return Err(self.broker.late());
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Makes a virtual host and returns its URL: the platform's exchange and queues have fixed names, so tests that
    /// share a server each need a host of their own. Takes seconds, as Erlang starts for it; ask once a test.
    pub async fn create_host(&self, name: &str) -> Result<String> {
        self.control(&["add_vhost", name]).await?;
        self.control(&["set_permissions", "-p", name, USER, ".*", ".*", ".*"]).await?;
        Ok(self.host_url(name))
    }

    /// The URL of the host that is there from the start.
    pub fn url(&self) -> String {
        self.host_url("%2f")
    }

    fn host_url(&self, host: &str) -> String {
        format!("amqp://{USER}:{PASSWORD}@127.0.0.1:{}/{host}", self.port)
    }

    /// What `rabbitmqctl` answers. Also for tests that look into the broker, or close its connections.
    pub async fn control(&self, arguments: &[&str]) -> Result<String> {
        let answer = Command::new("setpriv")
            // It would wait minutes for a node that went away with the test.
            .args(["--pdeathsig", "KILL", "--"])
            .arg(program("rabbitmqctl")?)
            .args(["--quiet", "--node", &node(self.port)])
            .args(arguments)
            // The cookie that admits to the node lies there.
            .env("HOME", &self.home)
            .env("RABBITMQ_CONF_ENV_FILE", "/dev/null")
            .env("ERL_ZFLAGS", NO_OTHER_EPMD)
            .env("ERL_EPMD_PORT", self.epmd_port.to_string())
            .kill_on_drop(true)
            .output()
            .await?;
        if answer.status.success() {
            return Ok(String::from_utf8_lossy(&answer.stdout).into_owned());
        }
        let output = [answer.stdout, answer.stderr].concat();
        Err(Error::Control(String::from_utf8_lossy(&output).into_owned()))
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The port is asked first, as lapin writes an error to the log for each refusal.
    async fn greet_once(&self) -> bool {
        if TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            return false;
        }
        let Ok(connection) = Connection::connect(&self.url(), ConnectionProperties::default()).await else {
            return false;
        };
        connection.close(200, "ready".into()).await.is_ok()
    }

    async fn wait_for_epmd(&self) -> Result<()> {
        let since = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.epmd_port)).await.is_err() {
            self.epmd.check_alive()?;
            if since.elapsed() > START_LIMIT {
                return Err(self.epmd.late());
            }
            tokio::time::sleep(POLL).await;
        }
        Ok(())
    }
}

fn node(port: u16) -> String {
    format!("aceleracion_{port}@localhost")
}

/// Debian's programs in PATH insist on changing to a user of their own; those they wrap do not.
fn program(name: &str) -> Result<PathBuf> {
    let plain = Path::new("/usr/lib/rabbitmq/bin").join(name);
    let found = if plain.is_file() { Some(plain) } else { find_program(name) };
    found.ok_or(Error::Missing { program: "RabbitMQ", package: "rabbitmq-server" })
}

/// Settings that hold on 3.10 and on 4. The limits are low, because several nodes may run beside a compiler, but the
/// watermark leaves room: a node that reaches it blocks publishers, which looks like a fault of the platform.
fn settings(port: u16) -> String {
    format!(
        "listeners.tcp.1 = 127.0.0.1:{port}\n\
         default_user = {USER}\n\
         default_pass = {PASSWORD}\n\
         vm_memory_high_watermark.absolute = 512MB\n\
         disk_free_limit.absolute = 64MB\n\
         raft.wal_max_size_bytes = 33554432\n\
         log.console = true\n\
         log.console.level = warning\n\
         log.file = false\n"
    )
}
