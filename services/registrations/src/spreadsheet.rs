//! What an import makes of the bytes that an office sends, before anything is registered.

use std::{
    collections::HashMap,
    fs::File,
    io::{Read, Write},
};

use platform::{Error, Result};
use proto::registrations::v1::{Definition, Edition};

use crate::registration::imported::{self, Takes};
pub use crate::{
    definition::default as default_definition,
    registration::{
        entry::Entry,
        table::{AnswerCell, MAX_BYTES, Mapping, Problem, Refusal, Row, Wrong},
    },
};

/// What becomes of a file.
#[derive(Default)]
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

impl Takes for Sorted {
    fn entry(&mut self, entry: Entry) -> Result<()> {
        self.good.push(entry);
        Ok(())
    }

    fn refusal(&mut self, refusal: Refusal) -> Result<()> {
        self.refused.push(refusal);
        Ok(())
    }
}

/// Reads a file as the office of a country imports it, and keeps all that comes of it.
pub fn sort(
    bytes: &[u8],
    mapping: &Mapping,
    country: &str,
    asked: (&Edition, &Definition),
    language: &str,
) -> Result<Sorted> {
    let mut sorted = Sorted::default();
    let network = imported::network(asked.0, &HashMap::new());
    let left = imported::sort(&aside(bytes)?, mapping, &network, country, asked, language, &mut sorted)?;
    sorted.unasked = left.unasked;
    if let Some(mut file) = left.refused_file {
        file.read_to_end(&mut sorted.refused_file).map_err(Error::internal)?;
    }
    Ok(sorted)
}

/// A file with these bytes, which has no name.
pub(crate) fn aside(bytes: &[u8]) -> Result<File> {
    let mut file = tempfile::tempfile().map_err(Error::internal)?;
    file.write_all(bytes).map_err(Error::internal)?;
    Ok(file)
}
