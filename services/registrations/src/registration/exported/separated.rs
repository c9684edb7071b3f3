//! Comma-separated values: by RFC 4180, with the byte-order mark without which Excel spoils accents, and with cells that no
//! spreadsheet runs as a formula.

use std::{
    fs::File,
    io::{BufWriter, Write},
};

use csv::{Terminator, Writer, WriterBuilder};
use platform::{Error, Result};
use proto::registrations::v1::Registration;

use super::{
    closed,
    columns::{Cell, Column},
};
use crate::registration::table::{BYTE_ORDER_MARK, guarded};

/// The file.
pub struct Separated {
    file: Writer<BufWriter<File>>,
    language: String,
}

impl Separated {
    pub fn begin(mut file: BufWriter<File>, language: &str) -> Result<Self> {
        file.write_all(BYTE_ORDER_MARK).map_err(Error::internal)?;
        let mut file = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file);
        let headings = Column::all().map(|column| guarded(column.heading(language)));
        file.write_record(headings).map_err(Error::internal)?;
        Ok(Self { file, language: language.to_owned() })
    }

    pub fn add(&mut self, registration: &Registration) -> Result<()> {
        let cells = Column::all().map(|column| match column.cell(registration, &self.language) {
            Cell::Text(text) => guarded(&text),
            Cell::Number(number) => number.to_string(),
        });
        self.file.write_record(cells).map_err(Error::internal)
    }

    pub fn end(self) -> Result<File> {
        closed(self.file.into_inner().map_err(|problem| Error::internal(problem.error()))?)
    }
}
