//! Why the platform does not start, told to operators.

use std::path::PathBuf;

/// Why the platform does not start with what it was told. The text is for operators, and holds no secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration file {} cannot be read: {source}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A source is not well formed, so that no single setting can be named.
    #[error("the configuration cannot be understood: {0}")]
    Malformed(String),
    /// A name that is no setting, most likely misspelt.
    #[error("{setting} (from {origin}) is not a setting; there are: {known}")]
    Unknown {
        /// The name, dotted.
        setting: String,
        /// The file or the environment.
        origin: String,
        /// The settings in the same section.
        known: String,
    },
    /// A setting has a value it may not have.
    #[error("{setting} is {was} (from {origin}); it may be: {may_be}")]
    Wrong {
        /// The setting, dotted.
        setting: String,
        /// The value, without what is secret.
        was: String,
        /// The file or the environment.
        origin: String,
        /// What `defaults.toml` allows.
        may_be: String,
    },
    /// The file of a secret cannot be read.
    #[error("{setting}: the file {} cannot be read: {source}", path.display())]
    Secret {
        /// The setting that names the file, dotted.
        setting: String,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A secret is set, and so is the file that it stands in.
    #[error("{setting} (from {origin}) and {setting}_file are both set; set one of them")]
    Twice {
        /// The secret, dotted.
        setting: &'static str,
        /// Where the secret itself is set.
        origin: String,
    },
    /// Settings that are each allowed, but not together. One sentence each, saying what to set.
    #[error("the configuration is refused:\n  {}", .0.join("\n  "))]
    Unsafe(Vec<String>),
}
