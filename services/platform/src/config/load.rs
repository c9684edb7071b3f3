//! Reading the sources, and saying exactly which setting is wrong.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use config::{Environment, File, FileFormat, Source, Value, ValueKind};

use super::{Config, ConfigError, DEFAULTS, check, printed, secrets};

/// Variables that set a setting begin so; `ACELERACION_CONFIG`, with a single underscore, does not.
const PREFIX: &str = "ACELERACION__";

/// Names the optional file.
const FILE: &str = "ACELERACION_CONFIG";

impl Config {
    /// Reads the defaults, then the file (`file`, or else what `ACELERACION_CONFIG` names), then the environment.
    /// Whether the settings fit together is asked by [`Config::check`]: printing them must work when they do not.
    pub fn load(file: Option<&Path>) -> Result<Config, ConfigError> {
        let mut variables = HashMap::new();
        for (name, value) in std::env::vars_os() {
            let Ok(name) = name.into_string() else { continue };
            if name != FILE && !name.to_uppercase().starts_with(PREFIX) {
                continue;
            }
            let value = value
                .into_string()
                .map_err(|_| ConfigError::Malformed(format!("the variable {name} is not text in UTF-8")))?;
            variables.insert(name, value);
        }
        Config::load_from(file, variables)
    }

    /// [`Config::load`] with the environment given, so that tests need not touch the one all threads share.
    pub fn load_from(file: Option<&Path>, mut variables: HashMap<String, String>) -> Result<Config, ConfigError> {
        let named = variables.remove(FILE).filter(|path| !path.is_empty()).map(PathBuf::from);
        let mut sources = config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
        if let Some(path) = file.or(named.as_deref()) {
            // Opened first for the system's own reason: the `config` crate only says that there is no such file.
            std::fs::File::open(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
            sources = sources.add_source(File::from(path).format(FileFormat::Toml));
        }
        let environment =
            Environment::with_prefix("ACELERACION").prefix_separator("__").separator("__").source(Some(variables));
        let sources = sources.add_source(environment);
        let built = sources.clone().build().map_err(malformed)?;
        refuse_unknown(&built)?;
        let built = sources.add_source(secrets::from_files(&built)?).build().map_err(malformed)?;
        let config: Config = built.clone().try_deserialize().map_err(|error| wrong_type(&built, error))?;
        match check::first_wrong(&config) {
            Some(setting) => Err(wrong(&built, setting)),
            None => Ok(config),
        }
    }
}

/// The parser quotes the line it stumbled on, and that line may be the one with the password.
fn malformed(error: config::ConfigError) -> ConfigError {
    let (place, text) = match &error {
        config::ConfigError::FileParse { uri, cause } => (uri.clone(), cause.to_string()),
        _ => (None, "the file or a variable cannot be read as settings".to_owned()),
    };
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains('|') && !line.trim().is_empty()).collect();
    let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
    ConfigError::Malformed(format!("{place}{}", lines.join(": ")))
}

fn refuse_unknown(built: &config::Config) -> Result<(), ConfigError> {
    let known: Vec<String> = printed::settings().into_iter().map(|setting| setting.name).collect();
    for (name, value) in built.collect().map_err(malformed)? {
        let inside = format!("{name}.");
        let siblings: Vec<&str> = known.iter().filter_map(|known| known.strip_prefix(&inside)).collect();
        if siblings.is_empty() && !known.contains(&name) {
            let mut names: Vec<&str> = known.iter().filter_map(|known| known.split('.').next()).collect();
            names.dedup();
            return Err(unknown(name, &value, &names));
        }
        if let ValueKind::Table(table) = &value.kind {
            for (field, value) in table {
                if !siblings.contains(&field.as_str()) {
                    return Err(unknown(format!("{inside}{field}"), value, &siblings));
                }
            }
        }
    }
    Ok(())
}

fn unknown(setting: String, value: &Value, known: &[&str]) -> ConfigError {
    ConfigError::Unknown { setting, origin: origin(value), known: known.join(", ") }
}

/// `config::Config::get` would do, but forgets where the value came from.
pub(super) fn find(built: &config::Config, setting: &str) -> Option<Value> {
    let mut top = built.collect().ok()?;
    let Some((section, field)) = setting.split_once('.') else { return top.remove(setting) };
    match top.remove(section)?.kind {
        ValueKind::Table(mut table) => table.remove(field),
        _ => None,
    }
}

/// A section made of variables alone has no origin of its own, but the settings in it do.
fn origin(value: &Value) -> String {
    let inside = match &value.kind {
        ValueKind::Table(table) => table.values().find_map(Value::origin),
        _ => None,
    };
    value.origin().or(inside).unwrap_or("the defaults").to_owned()
}

/// Keeps only the name from the crate's own error: its text repeats the value, secret or not.
fn wrong_type(built: &config::Config, error: config::ConfigError) -> ConfigError {
    match error {
        config::ConfigError::Type { key: Some(key), .. } | config::ConfigError::At { key: Some(key), .. } => {
            wrong(built, &key)
        }
        config::ConfigError::NotFound(name) => ConfigError::Malformed(format!("{name} has no value")),
        _ => ConfigError::Malformed("a setting has a value of the wrong kind".to_owned()),
    }
}

fn wrong(built: &config::Config, setting: &str) -> ConfigError {
    let may_be = printed::settings()
        .into_iter()
        .find(|known| known.name == setting)
        .map_or_else(|| "a section with settings in it".to_owned(), |known| known.allowed);
    let value = find(built, setting).unwrap_or_default();
    let was = match &value.kind {
        _ if printed::SECRETS.contains(&setting) => printed::scheme_only(&value.to_string()),
        ValueKind::String(text) => format!("{text:?}"),
        ValueKind::Table(_) => "a section".to_owned(),
        ValueKind::Array(_) => "a list".to_owned(),
        // A section that was set to a scalar may have been meant for a secret inside it, but a number is none.
        _ => value.to_string(),
    };
    let was =
        if setting.contains('.') || setting == "mode" || setting == "data_folder" { was } else { "***".to_owned() };
    ConfigError::Wrong { setting: setting.to_owned(), was, origin: origin(&value), may_be }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::config::{LogFormat, Mode};
    use secrecy::ExposeSecret;

    pub(crate) fn with(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let named = |(name, value): &(&str, &str)| (format!("{PREFIX}{name}"), (*value).to_owned());
        Config::load_from(None, variables.iter().map(named).collect())
    }

    #[test]
    fn defaults_load_and_are_safe() {
        let config = with(&[]).unwrap();
        assert_eq!(config.mode, Mode::Trial);
        assert_eq!(config.server.listen.to_string(), "127.0.0.1:7400");
        assert_eq!(config.server.max_message_bytes, 4 * 1024 * 1024);
        assert_eq!(config.telemetry.log_format, LogFormat::Auto);
        assert_eq!(config.mail.from, "Aceleración 2030 <no-reply@localhost>");
        config.check().unwrap();
    }

    #[test]
    fn environment_wins_over_file_over_defaults() {
        let mut file = tempfile::Builder::new().suffix(".conf").tempfile().unwrap();
        std::io::Write::write_all(&mut file, b"[database]\npool_size = 3\nacquire_timeout_seconds = 7\n").unwrap();
        let variables = HashMap::from([
            ("ACELERACION__DATABASE__POOL_SIZE".to_owned(), "32".to_owned()),
            ("ACELERACION__IDENTITY__TRIAL_ISSUER".to_owned(), "false".to_owned()),
            ("ACELERACION_CONFIG".to_owned(), file.path().to_string_lossy().into_owned()),
            ("PATH".to_owned(), "/bin".to_owned()),
        ]);
        let config = Config::load_from(None, variables).unwrap();
        assert_eq!(config.database.pool_size, 32);
        assert_eq!(config.database.acquire_timeout_seconds, 7);
        assert_eq!(config.database.statement_timeout_seconds, 30);
        assert!(!config.identity.trial_issuer);
    }

    #[test]
    fn a_number_may_be_a_password() {
        let config = with(&[("EVENTS__URL", "amqp://u:123@h/%2f")]).unwrap();
        assert_eq!(config.events.url.expose_secret(), "amqp://u:123@h/%2f");
    }

    #[test]
    fn a_wrong_value_names_setting_value_and_what_is_allowed() {
        let cases = [
            (
                "DATABASE__POOL_SIZE",
                "many",
                "database.pool_size is \"many\" (from the environment); it may be: 1 to 1000",
            ),
            ("DATABASE__POOL_SIZE", "0", "database.pool_size is \"0\" (from the environment); it may be: 1 to 1000"),
            ("EVENTS__PREFETCH", "70000", "events.prefetch is \"70000\" (from the environment); it may be: 1 to 10000"),
            ("MODE", "live", "mode is \"live\" (from the environment); it may be: \"trial\" or \"production\""),
            ("SERVER__LISTEN", "localhost", "server.listen is \"localhost\" (from the environment); it may be: an IP"),
            (
                "TELEMETRY__LOG_FORMAT",
                "xml",
                "telemetry.log_format is \"xml\" (from the environment); it may be: \"auto\"",
            ),
            ("TELEMETRY__LOG_FILTER", "a=b=c", "telemetry.log_filter is \"a=b=c\""),
            ("IDENTITY__AUDIENCE", "", "identity.audience is \"\""),
            ("FILES__URL", "s3:", "files.url is \"s3:\""),
            ("CLIENTS__REVIEWS", "reviews:7400", "clients.reviews is \"reviews:7400\""),
            ("MAIL__RETRY_LONGEST_SECONDS", "1", "mail.retry_longest_seconds is \"1\""),
            (
                "DATABASE__URLL",
                "x",
                "database.urll (from the environment) is not a setting; there are: url, network_url",
            ),
            ("DATABSE__URL", "x", "databse (from the environment) is not a setting; there are: mode, data_folder"),
        ];
        for (name, value, expected) in cases {
            let text = with(&[(name, value)]).unwrap_err().to_string();
            assert!(text.starts_with(expected), "{text}");
        }
    }

    #[test]
    fn errors_hide_secrets() {
        for name in
            ["DATABASE__URL", "DATABASE__NETWORK_URL", "DATABASE__MIGRATE_URL", "EVENTS__URL", "MAIL__URL", "DATABASE"]
        {
            for value in ["mysql://me:hunter2@host/x", "hunter2"] {
                let text = with(&[(name, value)]).unwrap_err().to_string();
                assert!(!text.contains("hunter2") && text.contains("***"), "{text}");
            }
        }
    }

    #[test]
    fn a_malformed_file_is_told_by_line_without_its_text() {
        let mut file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
        std::io::Write::write_all(&mut file, b"[database]\nurl = \"postgres://me:hunter2@host/x\n").unwrap();
        let error = Config::load_from(Some(file.path()), HashMap::new()).unwrap_err().to_string();
        assert!(error.contains("line 2") && !error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_missing_file_is_an_error() {
        let error = Config::load_from(Some(Path::new("/nowhere/a.toml")), HashMap::new()).unwrap_err();
        assert!(matches!(error, ConfigError::Unreadable { .. }));
    }
}
