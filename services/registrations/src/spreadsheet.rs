//! What an import makes of the bytes that an office sends, before anything is registered.

use platform::Result;
use proto::registrations::v1::{Definition, Edition};

use crate::registration::imported::{self, Left};
pub use crate::{
    definition::default as default_definition,
    registration::{
        entry::Entry,
        table::{AnswerCell, MAX_BYTES, Mapping, Problem, Refusal, Row, Wrong},
    },
};

/// What becomes of a file.
pub struct Sorted {
    /// Rows that may be registered.
    pub good: Vec<Entry>,
    /// What is wrong with the others.
    pub refused: Vec<Refusal>,
    /// The refused rows to mend and send again; empty where none was refused.
    pub refused_file: Vec<u8>,
    /// The questions that need an answer, and that the file says nothing of.
    pub unasked: Vec<String>,
}

/// Reads a file as the office of a country imports it, and keeps all that comes of it.
pub fn sort(
    bytes: &[u8],
    mapping: &Mapping,
    country: &str,
    asked: (&Edition, &Definition),
    language: &str,
) -> Result<Sorted> {
    let mut good = Vec::new();
    let left = imported::sort(bytes.to_vec(), mapping, country, asked, language, |entry| {
        good.push(entry);
        Ok(())
    })?;
    let Left { refused, refused_file, unasked } = left;
    Ok(Sorted { good, refused, refused_file, unasked })
}
