//! Showing settings without what is secret, and the list of settings that `defaults.toml` is.

use secrecy::{ExposeSecret, SecretString};
use serde::Serializer;

use super::{Config, DEFAULTS};

/// Settings whose values carry passwords.
pub(super) const SECRETS: [&str; 6] = [
    "database.url",
    "database.network_url",
    "database.migrate_url",
    "events.url",
    "files.secret_access_key",
    "mail.url",
];

/// One setting as `defaults.toml` describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Dotted: `database.pool_size`.
    pub name: String,
    /// What it means, and its unit.
    pub meaning: String,
    /// What it may be.
    pub allowed: String,
    /// Its default, as TOML.
    pub default: String,
}

/// Every setting, in the order of `defaults.toml`. Errors and the manual both speak from it, so they cannot differ.
pub fn settings() -> Vec<Setting> {
    let (mut section, mut comment, mut found) = (String::new(), Vec::new(), Vec::new());
    for line in DEFAULTS.lines() {
        if let Some(text) = line.strip_prefix('#') {
            comment.push(text.trim());
        } else if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = format!("{name}.");
            comment.clear();
        } else if let Some((name, default)) = line.split_once(" = ") {
            let text = comment.join(" ");
            let (meaning, allowed) = text.split_once(" Allowed: ").unwrap_or((&text, ""));
            found.push(Setting {
                name: format!("{section}{name}"),
                meaning: meaning.to_owned(),
                allowed: allowed.to_owned(),
                default: default.to_owned(),
            });
            comment.clear();
        } else {
            comment.clear();
        }
    }
    found
}

impl Config {
    /// The settings in force, as TOML in the order of `defaults.toml`, with `***` for each password.
    pub fn printed(&self) -> String {
        let values = serde_json::to_value(self).unwrap_or_default();
        let (mut text, mut section) = (String::new(), String::new());
        for Setting { name, .. } in settings() {
            let (of, field) = name.split_once('.').unwrap_or(("", &name));
            if of != section {
                section = of.to_owned();
                text.push_str(&format!("\n[{section}]\n"));
            }
            // Strings, whole numbers and truth values are written alike in JSON and TOML.
            let value = values.pointer(&format!("/{}", name.replace('.', "/"))).cloned().unwrap_or_default();
            text.push_str(&format!("{field} = {value}\n"));
        }
        text
    }
}

pub(super) fn hidden_url<S: Serializer>(url: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&without_password(url.expose_secret()))
}

/// For a secret that is no URL: whether there is one, and nothing of it.
pub(super) fn hidden<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(if secret.expose_secret().is_empty() { "" } else { "***" })
}

/// Rather hides too much: a password may hold unescaped signs, so it ends at the last `@`, and drivers also read one
/// from the query.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return if url.contains('@') { "***".to_owned() } else { url.to_owned() };
    };
    let rest = match rest.rsplit_once('@') {
        Some((user, place)) => match user.split_once(':') {
            Some((user, _)) => format!("{user}:***@{place}"),
            None => format!("{user}@{place}"),
        },
        None => rest.to_owned(),
    };
    let rest = match rest.split_once('?') {
        Some((place, query)) if query.to_lowercase().contains("pass") => format!("{place}?***"),
        _ => rest,
    };
    format!("{scheme}://{rest}")
}

/// For values that are wrong: where the password is cannot be known, but a misspelt scheme is worth seeing.
pub(super) fn scheme_only(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, _)) => format!("\"{scheme}://***\""),
        None => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load::tests::with;

    #[test]
    fn every_setting_says_what_it_means_and_may_be() {
        for setting in settings() {
            assert!(!setting.meaning.is_empty() && setting.allowed.ends_with('.'), "{setting:?}");
        }
        let secret: Vec<String> =
            settings().into_iter().filter(|setting| setting.meaning.ends_with("Secret.")).map(|s| s.name).collect();
        assert_eq!(secret, SECRETS);
    }

    #[test]
    fn what_is_printed_loads_again() {
        let printed = with(&[("DATA_FOLDER", "a \"b\" \\ c")]).unwrap().printed();
        let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
        std::fs::write(file.path(), &printed).unwrap();
        let again = Config::load_from(Some(file.path()), Default::default()).unwrap();
        assert_eq!(again.printed(), printed);
        let lines = printed.lines().filter(|line| line.contains(" = ")).count();
        assert_eq!(lines, settings().len());
    }

    #[test]
    fn neither_printed_nor_debug_shows_a_password() {
        let config = with(&[
            ("DATABASE__URL", "postgres://app:hunter2@db:5432/{service}"),
            ("DATABASE__NETWORK_URL", "postgres://app:hunter2%40hunter2@db/x?sslmode=require"),
            ("DATABASE__MIGRATE_URL", "postgres://db/{service}?user=own&password=hunter2"),
            ("EVENTS__URL", "amqps://user:hunter2@broker:5671/%2f"),
            ("FILES__SECRET_ACCESS_KEY", "hunter2"),
            ("MAIL__URL", "smtp://user:hunter2@mail:25"),
        ])
        .unwrap();
        let printed = config.printed();
        assert!(printed.contains("url = \"postgres://app:***@db:5432/{service}\""), "{printed}");
        assert!(printed.contains("url = \"amqps://user:***@broker:5671/%2f\""), "{printed}");
        assert!(printed.contains("migrate_url = \"postgres://db/{service}?***\""), "{printed}");
        assert!(!printed.contains("hunter2") && !format!("{config:?}{config:#?}").contains("hunter2"));
    }

    #[test]
    fn unescaped_signs_do_not_let_a_password_out() {
        for url in ["amqp://u:hun@ter2/x@h/v", "amqp://u:hunter2?x@h", "me:hunter2@host"] {
            assert!(!without_password(url).contains("ter2"), "{}", without_password(url));
        }
    }
}
