//! What an operator may decide, in one value that is read once, at start.
//!
//! What always holds: a `Config` in hand has every setting, each within what `defaults.toml` allows; no way of showing
//! one (`Debug`, serde, [`Config::printed`], an error) shows a password; and whoever serves has called
//! [`Config::check`], so no unsafe combination runs.

mod check;
mod error;
mod load;
mod printed;
mod secrets;
mod sections;
mod trust;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

pub use error::ConfigError;
pub use printed::{Setting, settings};
pub use sections::{
    Audit, Catalogue, Clients, Config, Database, Events, Files, Identity, Limits, LogFormat, Mail, Mode, Server,
    Telemetry,
};

/// `defaults.toml`: the list of all settings, their meaning and their defaults. The manual is made from it.
pub const DEFAULTS: &str = include_str!("../defaults.toml");

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
        set(&self.identity.jwks_file)
    }

    /// Who vouches for the provider's server, if not those that the system trusts.
    pub fn identity_ca_file(&self) -> Option<&Path> {
        set(&self.identity.ca_file)
    }

    /// Certificate, key and the authorities of callers, where the server speaks TLS.
    pub fn server_tls(&self) -> Option<(&Path, &Path, Option<&Path>)> {
        let server = &self.server;
        Some((set(&server.tls_certificate_file)?, set(&server.tls_key_file)?, set(&server.tls_client_ca_file)))
    }

    /// Who vouches for the services, if not those that the system trusts.
    pub fn clients_ca_file(&self) -> Option<&Path> {
        set(&self.clients.ca_file)
    }

    /// Certificate and key of clients, where they have one.
    pub fn clients_identity(&self) -> Option<(&Path, &Path)> {
        Some((set(&self.clients.certificate_file)?, set(&self.clients.key_file)?))
    }

    /// The trial issuer's private key.
    pub fn trial_key_file(&self) -> PathBuf {
        if self.identity.trial_key_file.as_os_str().is_empty() {
            self.data_folder.join("trial-issuer.pk8")
        } else {
            self.identity.trial_key_file.clone()
        }
    }

    /// The private key that signs the heads of the audit log.
    pub fn audit_key_file(&self) -> PathBuf {
        if self.audit.key_file.as_os_str().is_empty() {
            self.data_folder.join("audit.pk8")
        } else {
            self.audit.key_file.clone()
        }
    }

    /// The file that keeps the heads of the audit log; none where the log alone keeps them.
    pub fn heads_file(&self) -> Option<PathBuf> {
        if !self.audit.heads_file.as_os_str().is_empty() {
            return Some(self.audit.heads_file.clone());
        }
        (!self.is_production()).then(|| self.data_folder.join("audit-heads.jsonl"))
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
        format!("{}://{address}", self.scheme())
    }

    /// How the server of this configuration is spoken to: `https`, or `http` without TLS.
    pub fn scheme(&self) -> &'static str {
        if self.server_tls().is_some() { "https" } else { "http" }
    }

    fn expand(&self, url: &SecretString, service: &str) -> SecretString {
        // The driver decodes the path of a SQLite URL and cuts it at the first question mark.
        let folder = self.data_folder.to_string_lossy().replace('%', "%25").replace('?', "%3F");
        url.expose_secret().replace("{data}", &folder).replace("{service}", service).into()
    }
}

/// A path that was set.
fn set(path: &Path) -> Option<&Path> {
    Some(path).filter(|path| !path.as_os_str().is_empty())
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
        let tls = [("SERVER__TLS_CERTIFICATE_FILE", "server.pem"), ("SERVER__TLS_KEY_FILE", "server.key")];
        assert_eq!(with(&tls).unwrap().client_url("reviews", listening), "https://127.0.0.1:9000");
    }
}
