//! What one setting may be, and which settings may not go together.

use std::ops::RangeInclusive;

use secrecy::ExposeSecret;
use tracing_subscriber::EnvFilter;
use url::Url;

use super::{Config, ConfigError, trust};
use crate::address::Proxies;

pub(super) const MIGRATE_URL: &str =
    "migrating PostgreSQL needs the role that owns the tables: set database.migrate_url to its URL";

/// A test holds them against the words of `defaults.toml`.
const RANGES: [(&str, RangeInclusive<u64>); 50] = [
    ("server.max_message_bytes", 65_536..=67_108_864),
    ("server.max_header_bytes", 4096..=1_048_576),
    ("server.request_timeout_seconds", 1..=3600),
    ("server.stream_timeout_seconds", 1..=86_400),
    ("server.shutdown_seconds", 1..=600),
    ("server.max_concurrent_streams", 1..=10_000),
    ("server.max_connections", 1..=100_000),
    ("server.first_call_seconds", 1..=3600),
    ("server.keepalive_seconds", 1..=3600),
    ("server.slow_seconds", 1..=600),
    ("server.connection_age_seconds", 1..=604_800),
    ("server.request_id_hours", 1..=720),
    ("limits.calls", 1..=100_000),
    ("limits.streams", 1..=10_000),
    ("limits.caller_calls", 1..=100_000),
    ("limits.caller_rate", 1..=1_000_000),
    ("limits.key_calls", 1..=100_000),
    ("limits.key_rate", 1..=1_000_000),
    ("limits.caller_streams", 1..=10_000),
    ("limits.country_calls", 1..=100_000),
    ("limits.country_rate", 1..=1_000_000),
    ("limits.country_import_rate", 1..=1_000_000),
    ("limits.country_share_percent", 1..=100),
    ("database.pool_size", 1..=1000),
    ("database.acquire_timeout_seconds", 1..=300),
    ("database.statement_timeout_seconds", 1..=3600),
    ("events.lease_seconds", 1..=600),
    ("events.poll_milliseconds", 10..=60_000),
    ("events.retry_attempts", 0..=100),
    ("events.retry_first_milliseconds", 1..=600_000),
    ("events.retry_longest_seconds", 1..=86_400),
    ("events.prefetch", 1..=10_000),
    ("events.keep_days", 1..=3650),
    ("identity.refresh_seconds", 1..=86_400),
    ("identity.refresh_pause_seconds", 1..=300),
    ("identity.token_minutes", 1..=1440),
    ("identity.grants_stale_seconds", 2..=300),
    ("files.max_bytes", 1024..=1_073_741_824),
    ("files.picture_max_bytes", 1024..=67_108_864),
    ("files.per_question", 1..=100),
    ("files.per_registration", 1..=1000),
    ("files.kept_per_registration", 1..=5000),
    ("files.draft_bytes", 1024..=1_099_511_627_776),
    ("files.link_seconds", 1..=86_400),
    ("files.abandoned_hours", 1..=720),
    ("files.collect_seconds", 1..=86_400),
    ("mail.attempts", 1..=100),
    ("mail.retry_first_seconds", 1..=3600),
    ("mail.retry_longest_seconds", 1..=86_400),
    ("mail.timeout_seconds", 1..=300),
];

/// The first setting that its type allows and its meaning does not.
pub(super) fn first_wrong(config: &Config) -> Option<&'static str> {
    let values = serde_json::to_value(config).unwrap_or_default();
    for (setting, range) in &RANGES {
        let value = values.pointer(&format!("/{}", setting.replace('.', "/"))).and_then(serde_json::Value::as_u64);
        if !value.is_some_and(|value| range.contains(&value)) {
            return Some(setting);
        }
    }
    let (database, events, identity) = (&config.database, &config.events, &config.identity);
    let (files, mail, telemetry, clients) = (&config.files, &config.mail, &config.telemetry, &config.clients);
    let empty_or_postgres = |url: &str| url.is_empty() || is_postgres(url);
    let empty_or_http = |url: &str| url.is_empty() || is_url(url, &["http", "https"]);
    let url = database.url.expose_secret();
    let broker = events.url.expose_secret();
    let server = mail.url.expose_secret();
    let right = [
        ("data_folder", !config.data_folder.as_os_str().is_empty()),
        ("database.url", is_sqlite(url) || is_postgres(url)),
        ("database.network_url", empty_or_postgres(database.network_url.expose_secret())),
        ("database.migrate_url", empty_or_postgres(database.migrate_url.expose_secret())),
        ("events.url", broker == "in-process" || is_url(broker, &["amqp", "amqps"])),
        ("events.retry_longest_seconds", events.retry_longest_seconds * 1000 >= events.retry_first_milliseconds),
        ("server.trusted_proxies", Proxies::parse(&config.server.trusted_proxies).is_some()),
        ("identity.audience", !identity.audience.is_empty()),
        ("files.url", files.url == "folder" || is_bucket(&files.url)),
        ("files.endpoint", empty_or_http(&files.endpoint)),
        ("files.region", !files.region.is_empty()),
        ("files.kept_per_registration", files.kept_per_registration >= files.per_registration),
        ("files.link_base", empty_or_http(&files.link_base)),
        ("catalogue.licence", is_url(&config.catalogue.licence, &["http", "https"])),
        ("catalogue.publisher", !config.catalogue.publisher.is_empty()),
        ("mail.url", server == "kept" || is_url(server, &["smtp", "smtps"])),
        ("mail.from", mail.from.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())),
        ("mail.invitation_page", empty_or_http(&mail.invitation_page) && !mail.invitation_page.contains('#')),
        ("mail.retry_longest_seconds", mail.retry_longest_seconds >= mail.retry_first_seconds),
        // A password here would be logged by whatever reports a failed export.
        ("telemetry.otlp_url", empty_or_http(&telemetry.otlp_url) && !telemetry.otlp_url.contains('@')),
        ("telemetry.log_filter", EnvFilter::try_new(&telemetry.log_filter).is_ok()),
        ("clients.registrations", empty_or_http(&clients.registrations)),
        ("clients.partners", empty_or_http(&clients.partners)),
        ("clients.reviews", empty_or_http(&clients.reviews)),
        ("clients.notifications", empty_or_http(&clients.notifications)),
    ];
    right.iter().find(|(_, right)| !right).map(|(setting, _)| *setting)
}

fn is_sqlite(url: &str) -> bool {
    url.strip_prefix("sqlite:").is_some_and(|path| !path.trim_start_matches('/').is_empty())
}

fn is_bucket(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.scheme() == "s3" && url.host_str().is_some_and(|bucket| !bucket.is_empty()))
}

pub(super) fn is_postgres(url: &str) -> bool {
    is_url(url, &["postgres", "postgresql"])
}

pub(super) fn is_url(url: &str, schemes: &[&str]) -> bool {
    url.contains("://") && Url::parse(url).is_ok_and(|url| schemes.contains(&url.scheme()))
}

impl Config {
    /// Refuses settings that are each allowed, but unsafe together; says all that is wrong at once, and what to set.
    pub fn check(&self) -> Result<(), ConfigError> {
        let production = self.is_production();
        let rules = [
            (
                production && !self.is_postgres(),
                "production needs PostgreSQL, since SQLite guards no country from another: set database.url to \
                 postgres://user:password@host:5432/{service}",
            ),
            (
                production && self.events.url.expose_secret() == "in-process",
                "production needs a broker, since events in process reach no other process: set events.url to \
                 amqp://user:password@host:5672/%2f",
            ),
            (
                production && self.files.url == "folder",
                "production needs a bucket for files, since a folder reaches no other process: set files.url to \
                 s3://bucket",
            ),
            (
                self.files.access_key_id.is_empty() != self.files.secret_access_key.expose_secret().is_empty(),
                "a bucket's key has two halves: set both files.access_key_id and files.secret_access_key, or neither",
            ),
            (
                production && self.mail.url.expose_secret() == "kept",
                "production needs a mail server, since kept mail reaches nobody: set mail.url to \
                 smtps://user:password@host:465",
            ),
            (
                production && self.audit.key_file.as_os_str().is_empty(),
                "production needs a key of its own to sign the heads of its audit log: set audit.key_file to the path \
                 of an Ed25519 key",
            ),
            (
                self.is_postgres() && self.database.network_url.expose_secret().is_empty(),
                "reading across countries in PostgreSQL needs a role of its own: set database.network_url to the \
                 URL of the read-only role",
            ),
        ];
        let refused: Vec<String> = rules
            .iter()
            .chain(&trust::rules(self))
            .filter(|(refused, _)| *refused)
            .map(|(_, text)| (*text).to_owned())
            .collect();
        if refused.is_empty() { Ok(()) } else { Err(ConfigError::Unsafe(refused)) }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::config::load::tests::with;
    use crate::config::settings;

    pub(crate) const SAFE: [(&str, &str); 9] = [
        ("MODE", "production"),
        ("DATABASE__URL", "postgres://app:pw@db:5432/{service}"),
        ("DATABASE__NETWORK_URL", "postgres://network:pw@db:5432/{service}"),
        ("EVENTS__URL", "amqp://user:pw@broker:5672/%2f"),
        ("FILES__URL", "s3://files"),
        ("MAIL__URL", "smtps://user:pw@mail:465"),
        ("IDENTITY__TRIAL_ISSUER", "false"),
        ("IDENTITY__ISSUER", "https://identity.example.org"),
        ("AUDIT__KEY_FILE", "/etc/aceleracion/audit.pk8"),
    ];

    pub(crate) fn refusal(changed: &[(&str, &str)]) -> Vec<String> {
        let mut variables = SAFE.to_vec();
        variables.retain(|(name, _)| !changed.iter().any(|(changed, _)| name == changed));
        variables.extend(changed);
        match with(&variables).unwrap().check() {
            Err(ConfigError::Unsafe(refused)) => refused,
            other => panic!("{changed:?} gave {other:?}"),
        }
    }

    #[test]
    fn a_safe_production_is_accepted() {
        with(&SAFE).unwrap().check().unwrap();
    }

    #[test]
    fn each_unsafe_combination_is_refused_alone_and_says_what_to_set() {
        let cases = [
            (("DATABASE__URL", "sqlite://{data}/{service}.sqlite"), "set database.url to"),
            (("DATABASE__NETWORK_URL", ""), "set database.network_url to"),
            (("EVENTS__URL", "in-process"), "set events.url to"),
            (("FILES__URL", "folder"), "set files.url to"),
            (("FILES__ACCESS_KEY_ID", "one"), "set both files.access_key_id and"),
            (("MAIL__URL", "kept"), "set mail.url to"),
            (("AUDIT__KEY_FILE", ""), "set audit.key_file to"),
        ];
        for (changed, expected) in cases {
            let refused = refusal(&[changed]);
            assert!(refused.len() == 1 && refused[0].contains(expected), "{refused:?}");
        }
    }

    #[test]
    fn trial_is_checked_too() {
        let error = with(&[("DATABASE__URL", "postgres://db/{service}")]).unwrap().check().unwrap_err().to_string();
        assert!(error.contains("set database.network_url"), "{error}");
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let error = with(&[("MODE", "production")]).unwrap().check().unwrap_err().to_string();
        assert_eq!(error.lines().count(), 8, "{error}");
    }

    #[test]
    fn ranges_are_those_of_the_defaults() {
        let documented: Vec<(String, String)> = settings()
            .into_iter()
            .filter(|setting| setting.default.parse::<u64>().is_ok())
            .map(|setting| (setting.name, setting.allowed))
            .collect();
        let checked: Vec<(String, String)> = RANGES
            .iter()
            .map(|(name, range)| ((*name).to_owned(), format!("{} to {}.", range.start(), range.end())))
            .collect();
        assert_eq!(documented, checked);
    }
}
