//! What an operator may decide, in one value that is read once, at start.
//!
//! What always holds: a `Config` in hand has every setting, each within what `defaults.toml` allows; no way of showing
//! one (`Debug`, serde, [`Config::printed`], an error) shows a password; and whoever serves has called
//! [`Config::check`], so no unsafe combination runs.

mod check;
mod load;
mod printed;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

pub use load::ConfigError;
pub use printed::{Setting, settings};

/// `defaults.toml`: the list of all settings, their meaning and their defaults. The manual is made from it.
pub const DEFAULTS: &str = include_str!("../defaults.toml");

/// Every setting in force. Fields carry the names, units and limits of `defaults.toml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Which of the two ways to run.
    pub mode: Mode,
    /// Folder for what the platform itself keeps on disk.
    pub data_folder: PathBuf,
    /// Serving gRPC.
    pub server: Server,
    /// Where rows are kept.
    pub database: Database,
    /// What carries events.
    pub events: Events,
    /// Whose tokens are believed.
    pub identity: Identity,
    /// What sends e-mail.
    pub mail: Mail,
    /// Logs, traces and metrics.
    pub telemetry: Telemetry,
    /// Where the services are found by console and command line.
    pub clients: Clients,
}

/// The way to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Nothing beside the executable is needed, and nothing is safe from strangers.
    Trial,
    /// Every unsafe choice is refused.
    Production,
}

/// `[server]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Largest message accepted from a caller.
    pub max_message_bytes: usize,
    /// How long a unary call may run.
    pub request_timeout_seconds: u64,
    /// How long open work gets to finish at the end.
    pub shutdown_seconds: u64,
    /// Open calls for each connection.
    pub max_concurrent_streams: u32,
}

/// `[database]`. The URLs still hold their placeholders: read them through [`Config::database_url`] and its siblings.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// The application's role.
    #[serde(serialize_with = "printed::hidden_url")]
    pub url: SecretString,
    /// The role that reads across countries; empty with SQLite.
    #[serde(serialize_with = "printed::hidden_url")]
    pub network_url: SecretString,
    /// The role that owns the tables; empty where nothing migrates.
    #[serde(serialize_with = "printed::hidden_url")]
    pub migrate_url: SecretString,
    /// Connections for each service and role.
    pub pool_size: u32,
    /// How long a call waits for a connection.
    pub acquire_timeout_seconds: u64,
    /// How long one statement may run.
    pub statement_timeout_seconds: u64,
}

/// `[events]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Events {
    /// `in-process`, or the URL of RabbitMQ.
    #[serde(serialize_with = "printed::hidden_url")]
    pub url: SecretString,
    /// How long a relay keeps the rows it claimed.
    pub lease_seconds: u64,
    /// How often the relay looks without being woken.
    pub poll_milliseconds: u64,
    /// Retries before a message is parked.
    pub retry_attempts: u32,
    /// Delay before the first retry; it doubles from there.
    pub retry_first_milliseconds: u64,
    /// The longest delay between two retries.
    pub retry_longest_seconds: u64,
    /// Messages a consumer may hold unacknowledged.
    pub prefetch: u16,
}

/// `[identity]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The `iss` a token must have.
    pub issuer: String,
    /// The `aud` a token must have.
    pub audience: String,
    /// Public keys of an outside provider; see [`Config::jwks_file`].
    jwks_file: PathBuf,
    /// Whether the platform issues tokens to whoever asks.
    pub trial_issuer: bool,
    /// The trial issuer's private key; see [`Config::trial_key_file`].
    trial_key_file: PathBuf,
    /// How long a token of the trial issuer is good for.
    pub token_minutes: u64,
}

/// `[mail]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// `kept`, or the URL of a mail server.
    #[serde(serialize_with = "printed::hidden_url")]
    pub url: SecretString,
    /// Sender of every message.
    pub from: String,
    /// Attempts before a message counts as failed.
    pub attempts: u32,
    /// Delay before the second attempt; it doubles from there.
    pub retry_first_seconds: u64,
    /// The longest delay between two attempts.
    pub retry_longest_seconds: u64,
    /// How long one attempt may take.
    pub timeout_seconds: u64,
}

/// `[telemetry]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    /// The collector; empty turns traces and metrics off.
    pub otlp_url: String,
    /// What is logged.
    pub log_filter: String,
    /// How a line of the log looks.
    pub log_format: LogFormat,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Readable in trial mode, JSON in production.
    Auto,
    /// For people.
    Readable,
    /// One JSON object an event.
    Json,
}

/// `[clients]`. Read through [`Config::client_url`].
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Clients {
    registrations: String,
    partners: String,
    reviews: String,
    notifications: String,
}

impl Config {
    /// Whether unsafe choices are refused.
    pub fn is_production(&self) -> bool {
        self.mode == Mode::Production
    }

    /// Whether rows are kept in PostgreSQL; otherwise in SQLite.
    pub fn is_postgres(&self) -> bool {
        check::is_postgres(self.database.url.expose_secret())
    }

    /// Where one service keeps its rows, as the application's role.
    pub fn database_url(&self, service: &str) -> SecretString {
        self.expand(&self.database.url, service)
    }

    /// The same database as the role that reads across countries. SQLite has no roles: there it is the database itself.
    pub fn network_url(&self, service: &str) -> SecretString {
        if self.is_postgres() { self.expand(&self.database.network_url, service) } else { self.database_url(service) }
    }

    /// The same database as the role that owns the tables. SQLite has no roles: there it is the database itself.
    /// With PostgreSQL it is asked for only here, so that a process that merely serves never needs to know it.
    pub fn migrate_url(&self, service: &str) -> Result<SecretString, ConfigError> {
        if !self.is_postgres() {
            return Ok(self.database_url(service));
        }
        if self.database.migrate_url.expose_secret().is_empty() {
            return Err(ConfigError::Unsafe(vec![check::MIGRATE_URL.to_owned()]));
        }
        Ok(self.expand(&self.database.migrate_url, service))
    }

    /// The public keys of an outside provider, if there is one.
    pub fn jwks_file(&self) -> Option<&Path> {
        Some(self.identity.jwks_file.as_path()).filter(|path| !path.as_os_str().is_empty())
    }

    /// The trial issuer's private key.
    pub fn trial_key_file(&self) -> PathBuf {
        if self.identity.trial_key_file.as_os_str().is_empty() {
            self.data_folder.join("trial-issuer.pk8")
        } else {
            self.identity.trial_key_file.clone()
        }
    }

    /// Where a service is found. `listening` stands in where no URL is set; a process that serves passes the address
    /// it was given, since the configured port may be 0.
    pub fn client_url(&self, service: &str, listening: SocketAddr) -> String {
        let set = match service {
            "registrations" => self.clients.registrations.as_str(),
            "partners" => self.clients.partners.as_str(),
            "reviews" => self.clients.reviews.as_str(),
            "notifications" => self.clients.notifications.as_str(),
            _ => "",
        };
        if !set.is_empty() {
            return set.to_owned();
        }
        // "Every address" can be listened on, but not called.
        let mut address = listening;
        if address.ip().is_unspecified() {
            address.set_ip(match address {
                SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
            });
        }
        format!("http://{address}")
    }

    fn expand(&self, url: &SecretString, service: &str) -> SecretString {
        // The driver decodes the path of a SQLite URL and cuts it at the first question mark.
        let folder = self.data_folder.to_string_lossy().replace('%', "%25").replace('?', "%3F");
        url.expose_secret().replace("{data}", &folder).replace("{service}", service).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load::tests::with;

    #[test]
    fn placeholders_are_expanded() {
        let config = with(&[("DATA_FOLDER", "/srv/50%?")]).unwrap();
        let url = config.database_url("reviews");
        assert_eq!(url.expose_secret(), "sqlite:///srv/50%25%3F/reviews.sqlite");
        assert_eq!(config.network_url("reviews").expose_secret(), url.expose_secret());
        assert_eq!(config.migrate_url("reviews").unwrap().expose_secret(), url.expose_secret());
        assert_eq!(config.trial_key_file(), Path::new("/srv/50%?/trial-issuer.pk8"));
    }

    #[test]
    fn migrating_postgres_needs_its_own_role() {
        let url = ("DATABASE__URL", "postgres://app:pw@db/{service}");
        let error = with(&[url]).unwrap().migrate_url("reviews").unwrap_err().to_string();
        assert!(error.contains("database.migrate_url"), "{error}");
        let config = with(&[url, ("DATABASE__MIGRATE_URL", "postgres://own:pw@db/{service}")]).unwrap();
        assert_eq!(config.migrate_url("reviews").unwrap().expose_secret(), "postgres://own:pw@db/reviews");
    }

    #[test]
    fn clients_fall_back_to_what_is_listened_on() {
        let config = with(&[("CLIENTS__PARTNERS", "https://partners:7400")]).unwrap();
        let listening: SocketAddr = "0.0.0.0:9000".parse().unwrap();
        assert_eq!(config.client_url("partners", listening), "https://partners:7400");
        assert_eq!(config.client_url("reviews", listening), "http://127.0.0.1:9000");
    }
}
