//! A workbook of one sheet. Every cell is written as a text or as a number: a spreadsheet runs neither.

use std::{fs::File, io::BufWriter};

use platform::{Error, Result, error::Text};
use proto::registrations::v1::Registration;
use rust_xlsxwriter::{Workbook, XlsxError};

use super::{
    closed,
    columns::{Cell, Columns},
};

/// The file. Rows that were added wait in a file of their own until the end.
pub struct Book {
    book: Workbook,
    /// The row that comes next.
    row: u32,
    columns: Columns,
}

impl Book {
    pub fn begin(columns: Columns) -> Result<Self> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory().map_err(problem)?;
        for (place, heading) in (0..).zip(columns.headings()) {
            sheet.write_string(0, place, heading).map_err(problem)?;
        }
        Ok(Self { book, row: 1, columns })
    }

    pub fn add(&mut self, registration: &Registration) -> Result<()> {
        let sheet = self.book.worksheet_from_index(0).map_err(problem)?;
        for (place, cell) in (0..).zip(self.columns.cells(registration)) {
            match cell {
                Cell::Text(text) => sheet.write_string(self.row, place, text).map_err(problem)?,
                Cell::Number(number) => sheet.write_number(self.row, place, number).map_err(problem)?,
            };
        }
        self.row += 1;
        Ok(())
    }

    pub fn end(mut self, mut file: BufWriter<File>) -> Result<File> {
        self.book.save_to_writer(&mut file).map_err(problem)?;
        closed(file)
    }
}

/// What a sheet cannot hold is the caller's to choose otherwise.
fn problem(problem: XlsxError) -> Error {
    match problem {
        XlsxError::RowColumnLimitError => {
            let text = Text::told(
                "a sheet holds 1,048,575 registrations, and these are more; name fewer by the filter, or take another format",
                "una hoja admite 1 048 575 registros, y estos son más; elija menos con el filtro, o tome otro formato",
                "uma planilha comporta 1.048.575 registros, e estes são mais; escolha menos com o filtro, ou use outro formato",
            );
            Error::invalid("format", text)
        }
        XlsxError::MaxStringLengthExceeded => {
            let text = Text::told(
                "a text is longer than the 32,767 characters that a cell of a workbook holds; take another format",
                "un texto tiene más de los 32 767 caracteres que admite una celda de un libro; tome otro formato",
                "um texto tem mais dos 32.767 caracteres que uma célula de planilha comporta; use outro formato",
            );
            Error::invalid("format", text)
        }
        other => Error::internal(other),
    }
}
