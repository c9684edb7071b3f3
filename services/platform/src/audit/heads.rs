//! Signed heads: how long each chain was at a moment, and its last seal. They are kept outside the database, so that
//! whoever writes a chain anew, or cuts its end off, would have to take back what is written elsewhere as well.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{chain::hexadecimal, seals::End};
use crate::{
    config::Config,
    key_file::{KeyFile, KeyFileProblem},
};

/// Parts the signatures of heads from every other.
const LABEL: &str = "aceleracion audit head 1";

/// One head, as a line of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Whose log it is.
    pub service: String,
    /// Country code, or `network`.
    pub country: String,
    /// How many entries the chain had.
    pub place: i64,
    /// The seal at that place, in hexadecimal digits.
    pub hash: String,
    /// When it was signed, RFC 3339.
    pub time: String,
    /// Ed25519 over the other fields, in hexadecimal digits.
    pub signature: String,
}

impl Head {
    pub(super) fn signed_text(&self) -> String {
        let Self { service, country, place, hash, time, signature: _ } = self;
        format!("{LABEL}\n{service}\n{country}\n{place}\n{hash}\n{time}\n")
    }

    /// From a line of the file of heads, or of a log in JSON.
    pub(super) fn read(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok()
    }
}

/// Why heads cannot be signed or read; says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct HeadsProblem(pub(super) String);

/// What signs heads, and where they are kept.
pub struct Heads {
    pair: Ed25519KeyPair,
    file: Option<PathBuf>,
}

impl Heads {
    /// As the configuration says. In trial mode a key is made where there is none.
    pub fn from_config(config: &Config) -> Result<Self, HeadsProblem> {
        if config.is_production() {
            return Self::existing(config);
        }
        Self::of(config, KeyFile::read_or_make(&config.audit_key_file()))
    }

    /// As the configuration says, with the key that is there.
    pub fn existing(config: &Config) -> Result<Self, HeadsProblem> {
        Self::of(config, KeyFile::read(&config.audit_key_file()))
    }

    fn of(config: &Config, key: Result<KeyFile, KeyFileProblem>) -> Result<Self, HeadsProblem> {
        let KeyFile { pair, .. } = key.map_err(|problem| HeadsProblem(format!("audit.key_file {problem}")))?;
        Ok(Self { pair, file: config.heads_file() })
    }

    /// The key that others check the heads with, in hexadecimal digits.
    pub fn public_key(&self) -> String {
        hexadecimal(self.pair.public_key().as_ref())
    }

    /// The signature of a text that is no head: what only the services can make.
    pub(crate) fn signature_of(&self, text: &str) -> Vec<u8> {
        self.pair.sign(text.as_bytes()).as_ref().to_vec()
    }

    /// Signs these ends of chains; each goes into the file and into the log.
    pub(crate) fn keep(&self, service: &str, ends: &BTreeMap<String, End>) {
        let heads: Vec<Head> = ends.iter().map(|(country, end)| self.sign(service, country, end)).collect();
        for Head { country, place, hash, time, signature, .. } in &heads {
            tracing::info!(target: "audit", service, country, place, hash, time, signature, "audit head");
        }
        let Some(file) = &self.file else { return };
        if let Err(problem) = append(file, &heads) {
            tracing::error!(file = %file.display(), %problem, "heads of the audit log are not kept in their file");
        }
    }

    pub(super) fn sign(&self, service: &str, country: &str, end: &End) -> Head {
        let mut head = Head {
            service: service.into(),
            country: country.into(),
            place: end.place,
            hash: hexadecimal(&end.seal),
            time: OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default(),
            signature: String::new(),
        };
        head.signature = hexadecimal(self.pair.sign(head.signed_text().as_bytes()).as_ref());
        head
    }
}

/// In one write, so that lines of several processes do not mix.
fn append(file: &Path, heads: &[Head]) -> std::io::Result<()> {
    let mut lines = String::new();
    for head in heads {
        lines.push_str(&serde_json::to_string(head)?);
        lines.push('\n');
    }
    crate::store::make_folder(file)?;
    let mut file = fs::OpenOptions::new().append(true).create(true).open(file)?;
    file.write_all(lines.as_bytes())?;
    file.sync_data()
}
