//! The settings as types. What each means at length, and what it may be, stands in `defaults.toml`.

use std::net::SocketAddr;
use std::path::PathBuf;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::printed;

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
    /// How much may be asked, and by whom.
    pub limits: Limits,
    /// Where rows are kept.
    pub database: Database,
    /// What carries events.
    pub events: Events,
    /// Whose tokens are believed.
    pub identity: Identity,
    /// The audit log outside the database.
    pub audit: Audit,
    /// Where files are kept, and how large they may be.
    pub files: Files,
    /// What the catalogue's data may be used for.
    pub catalogue: Catalogue,
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

impl Mode {
    /// As it is written in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Trial => "trial",
            Mode::Production => "production",
        }
    }
}

/// `[server]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Largest message accepted from a caller.
    pub max_message_bytes: usize,
    /// Largest head of a call.
    pub max_header_bytes: usize,
    /// How long a unary call may run.
    pub request_timeout_seconds: u64,
    /// How long a call that sends a stream may run.
    pub stream_timeout_seconds: u64,
    /// How long open work gets to finish at the end.
    pub shutdown_seconds: u64,
    /// Turns TLS on; see [`Config::server_tls`].
    pub(super) tls_certificate_file: PathBuf,
    pub(super) tls_key_file: PathBuf,
    pub(super) tls_client_ca_file: PathBuf,
    /// Open calls for each connection.
    pub max_concurrent_streams: u32,
    /// Connections on which everything is answered.
    pub max_connections: usize,
    /// How long a connection may be open without a call.
    pub first_call_seconds: u64,
    /// How long an HTTP/2 connection may be silent before it is asked, and its answer take.
    pub keepalive_seconds: u64,
    /// How long a caller may take for the next piece.
    pub slow_seconds: u64,
    /// How old a connection gets.
    pub connection_age_seconds: u64,
    /// How long answers to request ids are kept.
    pub request_id_hours: u64,
    /// Whose word on a caller's address is taken.
    pub trusted_proxies: String,
}

/// `[limits]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Calls at once.
    pub calls: usize,
    /// Calls at once that send a stream.
    pub streams: usize,
    /// Calls of one caller at once.
    pub caller_calls: usize,
    /// Calls of one caller in a second.
    pub caller_rate: u32,
    /// Calls with one API key at once.
    pub key_calls: usize,
    /// Calls with one API key in a second.
    pub key_rate: u32,
    /// Streams of one caller at once.
    pub caller_streams: usize,
    /// Calls in one country at once.
    pub country_calls: usize,
    /// Calls in one country in a second.
    pub country_rate: u32,
    /// Imported rows of one country in a second.
    pub country_import_rate: u32,
    /// Percent of a pool that one country may have beside others.
    pub country_share_percent: u32,
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
    pub(super) url_file: PathBuf,
    pub(super) network_url_file: PathBuf,
    pub(super) migrate_url_file: PathBuf,
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
    pub(super) url_file: PathBuf,
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
    /// How long published events and the ids of consumed ones are kept.
    pub keep_days: u64,
}

/// `[identity]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The `iss` a provider's token must have; empty without a provider.
    pub issuer: String,
    /// The `aud` a token must have.
    pub audience: String,
    /// Public keys of an outside provider; see [`Config::jwks_file`].
    pub(super) jwks_file: PathBuf,
    pub(super) ca_file: PathBuf,
    /// How often the provider's keys are fetched.
    pub refresh_seconds: u64,
    /// How soon they may be fetched once more for a key that is not known.
    pub refresh_pause_seconds: u64,
    /// Whether the platform issues tokens to whoever asks.
    pub trial_issuer: bool,
    /// The trial issuer's private key; see [`Config::trial_key_file`].
    pub(super) trial_key_file: PathBuf,
    /// How long a token of the trial issuer is good for.
    pub token_minutes: u64,
    /// A subject that is regional admin without being granted it; empty for none.
    pub first_regional_admin: String,
    /// How old the last heartbeat of grants may be.
    pub grants_stale_seconds: u64,
}

/// `[audit]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// The key that signs heads; see [`Config::audit_key_file`].
    pub(super) key_file: PathBuf,
    /// Where heads are kept; see [`Config::heads_file`].
    pub(super) heads_file: PathBuf,
}

/// `[files]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// `folder`, or the URL of a bucket.
    pub url: String,
    /// Where the bucket is asked for; empty for Amazon's own.
    pub endpoint: String,
    /// The region of the bucket.
    pub region: String,
    /// Who asks; empty where the machine itself has a role.
    pub access_key_id: String,
    /// What they sign with.
    #[serde(serialize_with = "printed::hidden")]
    pub secret_access_key: SecretString,
    /// The file that holds it instead; read already.
    pub secret_access_key_file: PathBuf,
    /// Where the public finds links.
    pub link_base: String,
    /// Largest file that answers a question.
    pub max_bytes: u64,
    /// Largest picture.
    pub picture_max_bytes: u64,
    /// Files of one question, and pictures of one registration.
    pub per_question: u64,
    /// Files of one registration.
    pub per_registration: u64,
    /// The same with those that only what it handed in keeps.
    pub kept_per_registration: u64,
    /// Bytes of all files in what one person has not handed in of an edition.
    pub draft_bytes: u64,
    /// How long a link is good.
    pub link_seconds: u64,
    /// How long an upload may rest.
    pub abandoned_hours: u64,
    /// How often what nobody needs is looked for.
    pub collect_seconds: u64,
}

/// `[catalogue]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// The licence of the catalogue's data, a URL.
    pub licence: String,
    /// Who publishes it.
    pub publisher: String,
}

/// `[mail]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// `kept`, or the URL of a mail server.
    #[serde(serialize_with = "printed::hidden_url")]
    pub url: SecretString,
    /// The file that holds it instead; read already.
    pub url_file: PathBuf,
    /// Sender of every message.
    pub from: String,
    /// Where whoever is invited accepts; empty where there is no such page.
    pub invitation_page: String,
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
    pub(super) registrations: String,
    pub(super) partners: String,
    pub(super) reviews: String,
    pub(super) notifications: String,
    pub(super) ca_file: PathBuf,
    pub(super) certificate_file: PathBuf,
    pub(super) key_file: PathBuf,
}
