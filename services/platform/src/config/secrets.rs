//! Secrets that stand in files of their own, as orchestrators hand them over: `database.url_file` instead of
//! `database.url`.

use std::{fs, path::PathBuf};

use config::{Map, Source, Value, ValueKind};

use super::{ConfigError, load::find, printed::SECRETS};

/// What the files say, as a source of settings.
#[derive(Clone, Debug)]
pub(super) struct FromFiles(Map<String, Value>);

impl Source for FromFiles {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, config::ConfigError> {
        Ok(self.0.clone())
    }
}

/// Reads the files that are named. A secret that is set beside its file is refused: nobody could tell which one counts.
pub(super) fn from_files(built: &config::Config) -> Result<FromFiles, ConfigError> {
    let mut found = Map::new();
    for setting in SECRETS {
        let file = format!("{setting}_file");
        let Some(ValueKind::String(path)) = find(built, &file).map(|value| value.kind) else { continue };
        if path.is_empty() {
            continue;
        }
        // Only what is not the default has an origin.
        if let Some(origin) = find(built, setting).as_ref().and_then(Value::origin) {
            return Err(ConfigError::Twice { setting, origin: origin.to_owned() });
        }
        let text = fs::read_to_string(&path);
        let text = text.map_err(|source| ConfigError::Secret { setting: file, path: PathBuf::from(&path), source })?;
        // Editors end a file with a line's end, and no URL does.
        found.insert(setting.to_owned(), Value::new(Some(&path), text.trim_end()));
    }
    Ok(FromFiles(found))
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, path::Path};

    use secrecy::ExposeSecret;

    use crate::config::{Config, load::tests::with};

    fn file(text: &str) -> (tempfile::NamedTempFile, String) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let path = file.path().display().to_string();
        (file, path)
    }

    #[test]
    fn every_secret_may_stand_in_a_file() {
        let (_database, database) = file("postgres://app:hunter2@db:5432/{service}\n");
        let (_events, events) = file("amqp://user:hunter2@broker:5672/%2f\r\n");
        let (_files, files) = file("hunter2\n");
        let (_mail, mail) = file("smtps://user:hunter2@mail:465");
        let config = with(&[
            ("DATABASE__URL_FILE", &database),
            ("DATABASE__NETWORK_URL_FILE", &database),
            ("DATABASE__MIGRATE_URL_FILE", &database),
            ("EVENTS__URL_FILE", &events),
            ("FILES__SECRET_ACCESS_KEY_FILE", &files),
            ("MAIL__URL_FILE", &mail),
        ])
        .unwrap();
        assert_eq!(config.database_url("reviews").expose_secret(), "postgres://app:hunter2@db:5432/reviews");
        assert_eq!(config.network_url("reviews").expose_secret(), "postgres://app:hunter2@db:5432/reviews");
        assert_eq!(config.migrate_url("reviews").unwrap().expose_secret(), "postgres://app:hunter2@db:5432/reviews");
        assert_eq!(config.events.url.expose_secret(), "amqp://user:hunter2@broker:5672/%2f");
        assert_eq!(config.files.secret_access_key.expose_secret(), "hunter2");
        assert_eq!(config.mail.url.expose_secret(), "smtps://user:hunter2@mail:465");
        assert!(!config.printed().contains("hunter2") && config.printed().contains(&database));
    }

    #[test]
    fn a_secret_that_is_set_twice_is_refused() {
        let (_file, path) = file("postgres://app:hunter2@db/x");
        let error = with(&[("DATABASE__URL_FILE", &path), ("DATABASE__URL", "postgres://app:hunter2@db/y")]);
        let error = error.unwrap_err().to_string();
        assert!(error.contains("database.url (from the environment) and database.url_file"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_file_that_cannot_be_read_or_says_something_wrong_is_named() {
        let error = with(&[("MAIL__URL_FILE", "/nowhere/mail")]).unwrap_err().to_string();
        assert!(error.starts_with("mail.url_file: the file /nowhere/mail cannot be read"), "{error}");
        let (_file, path) = file("mysql://app:hunter2@db/x");
        let error = with(&[("DATABASE__URL_FILE", &path)]).unwrap_err().to_string();
        assert!(error.contains(&format!("database.url is \"mysql://***\" (from {path})")), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_file_of_settings_may_name_them_too() {
        let (_secret, path) = file("amqp://user:hunter2@broker/%2f");
        let (_settings, settings) = file(&format!("[events]\nurl_file = \"{path}\"\n"));
        let config = Config::load_from(Some(Path::new(&settings)), HashMap::new()).unwrap();
        assert_eq!(config.events.url.expose_secret(), "amqp://user:hunter2@broker/%2f");
    }
}
