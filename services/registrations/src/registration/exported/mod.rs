//! The files that an export makes. They are written piece by piece into files that have no name, and hold memory for one
//! piece alone.

mod columns;
mod lines;
mod separated;
#[cfg(test)]
mod tests;
mod workbook;

use std::{
    fs::File,
    io::{BufWriter, Seek},
};

use columns::Columns;
use lines::Lines;
use platform::{Error, Result, error::Text};
use proto::registrations::v1::{Registration, export_registrations_request::Format};
use separated::Separated;
use workbook::Book;

/// A file that is being written.
pub enum Writing {
    /// Comma-separated values.
    Separated(Box<Separated>),
    /// A workbook.
    Book(Box<Book>),
    /// JSON Lines.
    Lines(Lines),
}

impl Writing {
    /// Begins a file, with headings in a language where the format has any, and there with a column for each question of these
    /// ids.
    pub fn begin(format: Format, language: &str, questions: Vec<String>) -> Result<Self> {
        let columns = Columns::new(language, questions);
        match format {
            Format::Csv => Separated::begin(unnamed()?, columns).map(Box::new).map(Self::Separated),
            Format::Xlsx => Book::begin(columns).map(Box::new).map(Self::Book),
            Format::Jsonl => Lines::begin(unnamed()?).map(Self::Lines),
            Format::Unspecified => {
                let text = Text::told(
                    "say what the file is to be",
                    "diga qué ha de ser el archivo",
                    "diga o que o arquivo deve ser",
                );
                Err(Error::invalid("format", text))
            }
        }
    }

    /// Adds registrations. It blocks.
    pub fn add(&mut self, registrations: &[Registration]) -> Result<()> {
        registrations.iter().try_for_each(|registration| match self {
            Self::Separated(file) => file.add(registration),
            Self::Book(file) => file.add(registration),
            Self::Lines(file) => file.add(registration),
        })
    }

    /// The whole file, from its beginning. It blocks.
    pub fn end(self) -> Result<File> {
        let mut file = match self {
            Self::Separated(file) => file.end()?,
            Self::Book(file) => file.end(unnamed()?)?,
            Self::Lines(file) => file.end()?,
        };
        file.rewind().map_err(Error::internal)?;
        Ok(file)
    }
}

fn unnamed() -> Result<BufWriter<File>> {
    tempfile::tempfile().map(BufWriter::new).map_err(Error::internal)
}

fn closed(file: BufWriter<File>) -> Result<File> {
    file.into_inner().map_err(Error::internal)
}
