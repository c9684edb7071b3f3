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
    columns::{Cell, Columns},
};
use crate::registration::table::{BYTE_ORDER_MARK, decimal, guarded};

/// The file.
pub struct Separated {
    file: Writer<BufWriter<File>>,
    columns: Columns,
}

impl Separated {
    pub fn begin(mut file: BufWriter<File>, columns: Columns) -> Result<Self> {
        file.write_all(BYTE_ORDER_MARK).map_err(Error::internal)?;
        let mut file = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file);
        file.write_record(columns.headings().map(|heading| guarded(&heading))).map_err(Error::internal)?;
        Ok(Self { file, columns })
    }

    pub fn add(&mut self, registration: &Registration) -> Result<()> {
        // A number that is negative begins as a formula does, too.
        let cells = self.columns.cells(registration).map(|cell| match cell {
            Cell::Text(text) => guarded(&text),
            Cell::Number(number) => guarded(&decimal(number)),
        });
        self.file.write_record(cells).map_err(Error::internal)
    }

    pub fn end(self) -> Result<File> {
        closed(self.file.into_inner().map_err(|problem| Error::internal(problem.error()))?)
    }
}
