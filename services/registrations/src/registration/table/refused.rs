//! The file of refused rows that goes back to the office: the same columns and separator, with the reason in a last column.
//! The office mends it and imports it again; the reasons are ignored then.

use std::fs::File;
use std::io::{BufWriter, Seek, Write};

use csv::{StringRecord, Terminator, Writer, WriterBuilder};
use platform::error::Language;

use super::field::spoken;
use super::fold::fold_words;
use super::guard::{guarded, unguarded};
use super::records::Record;
use super::refusal::Refusal;
use super::sheet::Sheet;
use super::unreadable::Unreadable;

/// Spreadsheets open a file without it in the machine's own encoding and spoil the accents.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const REASON_SPANISH: &str = "Motivo del rechazo";
const REASON_ENGLISH: &str = "Reason for refusal";
const REASON_PORTUGUESE: &str = "Motivo da recusa";

/// The refused rows of a sheet, written as they are come to.
pub struct RefusedRows<'a> {
    sheet: &'a Sheet,
    language: &'a str,
    /// Nothing before the first of them.
    file: Option<Writer<BufWriter<File>>>,
    count: usize,
}

impl<'a> RefusedRows<'a> {
    /// None so far.
    pub fn of(sheet: &'a Sheet, language: &'a str) -> Self {
        Self { sheet, language, file: None, count: 0 }
    }

    /// Adds a row with the reason.
    pub fn add(&mut self, record: &Record, refusal: &Refusal) -> Result<(), Unreadable> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => self.begun()?,
        };
        file.write_record(with_reason(self.sheet, &record.cells, &refusal.message(self.language))).map_err(problem)?;
        self.file = Some(file);
        self.count += 1;
        Ok(())
    }

    fn begun(&self) -> Result<Writer<BufWriter<File>>, Unreadable> {
        let mut file = BufWriter::new(tempfile::tempfile()?);
        file.write_all(BYTE_ORDER_MARK)?;
        let mut file = WriterBuilder::new()
            .delimiter(self.sheet.separator)
            .terminator(Terminator::CRLF)
            .flexible(true)
            .from_writer(file);
        let heading = match spoken(self.language) {
            Language::English => REASON_ENGLISH,
            Language::Spanish => REASON_SPANISH,
            Language::Portuguese => REASON_PORTUGUESE,
        };
        file.write_record(with_reason(self.sheet, &self.sheet.header, heading)).map_err(problem)?;
        Ok(file)
    }

    /// How many they are, and the file from its beginning; no file where there are none.
    pub fn end(self) -> Result<(usize, Option<File>), Unreadable> {
        let Some(file) = self.file else { return Ok((0, None)) };
        let file = file.into_inner().map_err(|problem| problem.into_error())?;
        let mut file = file.into_inner().map_err(|problem| problem.into_error())?;
        file.rewind()?;
        Ok((self.count, Some(file)))
    }
}

fn problem(problem: csv::Error) -> Unreadable {
    match problem.into_kind() {
        csv::ErrorKind::Io(problem) => problem.into(),
        _ => Unreadable::NotATable,
    }
}

/// The cells under the header, the reason after them, and only then cells that no heading stands over: so the reason stays
/// under its heading. Reasons of an earlier round go.
fn with_reason(sheet: &Sheet, cells: &StringRecord, reason: &str) -> Vec<String> {
    let mut written = Vec::new();
    for (index, heading) in sheet.header.iter().enumerate() {
        if !is_reason_heading(&unguarded(heading)) {
            written.push(guarded(&unguarded(cells.get(index).unwrap_or_default())));
        }
    }
    written.push(guarded(reason));
    written.extend(cells.iter().skip(sheet.header.len()).map(|cell| guarded(&unguarded(cell))));
    written
}

/// Whether a column holds the reasons of an earlier refusal.
pub(super) fn is_reason_heading(heading: &str) -> bool {
    let folded = fold_words(heading);
    [REASON_SPANISH, REASON_ENGLISH, REASON_PORTUGUESE].into_iter().any(|reason| fold_words(reason) == folded)
}
