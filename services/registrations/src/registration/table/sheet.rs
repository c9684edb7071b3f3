//! A file that was read: its rows, and the file of refused rows that goes back to the office.
//!
//! Records are kept as they came, so that the office finds its own words again. Only cells that a spreadsheet would
//! run as a formula are guarded by an apostrophe when written, and the guard is taken off when read: what was
//! registered by a stranger is opened by an office, and must not run there.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use csv::{StringRecord, Terminator, WriterBuilder};
use platform::error::Language;

use super::field::{Field, spoken};
use super::fold::fold_words;
use super::network::Network;
use super::records::{Record, Records};
use super::refusal::Refusal;
use super::row::{self, Row};

const GUARD: char = '\'';
/// Spreadsheets open a file without it in the machine's own encoding and spoil the accents.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const REASON_SPANISH: &str = "Motivo del rechazo";
const REASON_ENGLISH: &str = "Reason for refusal";
const REASON_PORTUGUESE: &str = "Motivo da recusa";

/// A readable file: every required column is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The whole of it, as separated values.
    pub(super) text: String,
    /// The row of the header.
    pub(super) first: u32,
    pub(super) header: StringRecord,
    pub(super) separator: u8,
    pub(super) columns: BTreeMap<Field, usize>,
    /// The columns with answers to questions of the edition's own, by the ids of those.
    pub(super) answers: Vec<(String, usize)>,
    /// What stands where the file says nothing.
    pub(super) constants: BTreeMap<Field, String>,
}

/// A row that has anything in it.
pub enum Found {
    /// It may be registered.
    Row(Box<Row>),
    /// It is refused; the code of the country that it names all the same, if it names one of the network: an office is told
    /// only of its own rows.
    Refused(Refusal, Option<String>),
}

impl Sheet {
    /// The records below the header, in the order of the file, hence of their rows.
    pub(super) fn records(&self) -> impl Iterator<Item = Record> {
        // Each was read once before the sheet was there.
        Records::of(&self.text, self.separator, self.first).skip(1).map_while(Result::ok)
    }

    /// Every row that has anything in it, in the file's order: to be registered, or refused. Each is read as it is asked for.
    pub fn rows(&self, network: &Network) -> impl Iterator<Item = Found> {
        self.records().filter(|record| !is_blank(&record.cells)).map(move |record| {
            let named = || network.country(self.cell(&record, Field::Country).trim()).map(str::to_owned);
            match row::parse(self, &record, network) {
                Ok(row) => Found::Row(Box::new(row)),
                Err(refusal) => Found::Refused(refusal, named()),
            }
        })
    }

    /// The refused rows as a file of the same columns and separator, with the reason in a last column.
    ///
    /// The office mends it and imports it again; the reasons are ignored then. Rows that the sheet does not have are
    /// left out; of several refusals of a row the first counts.
    pub fn refused_file(&self, refused: &[Refusal], language: &str) -> Vec<u8> {
        let reason_heading = match spoken(language) {
            Language::English => REASON_ENGLISH,
            Language::Spanish => REASON_SPANISH,
            Language::Portuguese => REASON_PORTUGUESE,
        };
        let mut reasons: BTreeMap<u32, &Refusal> = BTreeMap::new();
        for refusal in refused {
            reasons.entry(refusal.row).or_insert(refusal);
        }
        let rows = self.records().filter_map(|record| {
            let refusal = reasons.get(&record.row)?;
            Some(self.with_reason(&record.cells, &refusal.message(language)))
        });

        let mut writer = WriterBuilder::new()
            .delimiter(self.separator)
            .terminator(Terminator::CRLF)
            .flexible(true)
            .from_writer(BYTE_ORDER_MARK.to_vec());
        for cells in std::iter::once(self.with_reason(&self.header, reason_heading)).chain(rows) {
            // Writing to memory does not fail, and a flexible writer takes records of any length.
            let _ = writer.write_record(cells);
        }
        writer.into_inner().unwrap_or_default()
    }

    /// Whether the file has a column for a field, or something that stands for it in all rows.
    pub fn has(&self, field: Field) -> bool {
        self.columns.contains_key(&field) || self.constants.contains_key(&field)
    }

    /// The questions of the edition's own that the file has a column for, by their ids, and what stands above it.
    pub fn questions(&self) -> HashMap<&str, String> {
        self.answers.iter().map(|(question, index)| (question.as_str(), self.heading_at(*index))).collect()
    }

    /// What stands above a column.
    pub(super) fn heading_at(&self, index: usize) -> String {
        unguarded(self.header.get(index).unwrap_or_default()).trim().to_owned()
    }

    /// The cell of a field as people see it, or what stands for it where it is empty, the file has no such column, or the
    /// record ends before it.
    pub(super) fn cell<'a>(&'a self, record: &'a Record, field: Field) -> Cow<'a, str> {
        let cell = self.columns.get(&field).and_then(|index| record.cells.get(*index));
        let cell = unguarded(cell.unwrap_or_default());
        match self.constants.get(&field) {
            Some(constant) if cell.trim().is_empty() => Cow::Borrowed(constant),
            _ => cell,
        }
    }

    /// Every cell with an answer to a question, as people see them.
    #[cfg(test)]
    pub fn answer_cells(&self, question: &str) -> Vec<String> {
        let column = self.answers.iter().find(|(known, _)| known == question).map(|(_, index)| *index);
        let cell = |record: &Record| column.and_then(|index| record.cells.get(index)).unwrap_or_default().to_owned();
        self.records().map(|record| unguarded(&cell(&record)).into_owned()).collect()
    }

    /// Every cell of a field, as people see them.
    #[cfg(test)]
    pub fn cells(&self, field: Field) -> Vec<String> {
        self.records().map(|record| self.cell(&record, field).into_owned()).collect()
    }

    /// The cells under the header, the reason after them, and only then cells that no heading stands over: so the
    /// reason stays under its heading. Reasons of an earlier round go.
    fn with_reason(&self, cells: &StringRecord, reason: &str) -> Vec<String> {
        let mut written = Vec::new();
        for (index, heading) in self.header.iter().enumerate() {
            if !is_reason_heading(&unguarded(heading)) {
                written.push(guarded(&unguarded(cells.get(index).unwrap_or_default())));
            }
        }
        written.push(guarded(reason));
        written.extend(cells.iter().skip(self.header.len()).map(|cell| guarded(&unguarded(cell))));
        written
    }
}

/// Whether a column holds the reasons of an earlier refusal.
pub(super) fn is_reason_heading(heading: &str) -> bool {
    let folded = fold_words(heading);
    [REASON_SPANISH, REASON_ENGLISH, REASON_PORTUGUESE].into_iter().any(|reason| fold_words(reason) == folded)
}

/// Takes the guard off a cell that has one.
pub(super) fn unguarded(cell: &str) -> Cow<'_, str> {
    match cell.strip_prefix(GUARD) {
        Some(rest) if would_run(cell) => Cow::Borrowed(rest),
        _ => Cow::Borrowed(cell),
    }
}

/// The cell as it is written: with a guard where a spreadsheet might run it. Reading takes the guard off again.
pub fn guarded(cell: &str) -> String {
    if would_run(cell) { format!("{GUARD}{cell}") } else { cell.to_owned() }
}

/// Whether a spreadsheet might run the cell. Guards already there are looked past, so that guarding and unguarding
/// undo each other for every text, also one that begins with apostrophes of its own.
fn would_run(cell: &str) -> bool {
    let bare = cell.trim_start_matches(GUARD);
    let starts_formula = |text: &str| text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    bare.starts_with(['\t', '\r']) || starts_formula(bare.trim_start())
}

fn is_blank(cells: &StringRecord) -> bool {
    cells.iter().all(|cell| unguarded(cell).trim().is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_that_would_run_are_guarded() {
        for cell in ["=1+1", "+1 809", "-2", "@sum", "\t=1", "\rx", " =1", "＝1", "'=1"] {
            assert!(guarded(cell).starts_with(GUARD), "{cell:?}");
        }
        assert_eq!(guarded("d'accord"), "d'accord");
        assert_eq!(guarded("'tis"), "'tis");
    }

    proptest! {
        #[test]
        fn reading_undoes_the_guard(cell in "['=+\\-@\t\r a＝]{0,6}|\\PC{0,20}") {
            let written = guarded(&cell);
            prop_assert_eq!(unguarded(&written), cell.as_str());
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
