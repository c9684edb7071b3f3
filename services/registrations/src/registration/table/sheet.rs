//! A file that was read: its rows, and what stands in its cells.
//!
//! Records are kept as they came, so that the office finds its own words again. Guards of cells are taken off when read.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;

use csv::StringRecord;

use super::field::Field;
use super::guard::unguarded;
use super::network::Network;
use super::records::{Record, Records};
use super::refusal::Refusal;
use super::row::{self, Row};
use super::unreadable::Unreadable;

/// A readable file: every required column is there.
#[derive(Debug)]
pub struct Sheet {
    /// The whole of it, as separated values in UTF-8.
    pub(super) text: File,
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

impl Found {
    /// The code of the country that it names, if it names one of the network.
    pub fn country(&self) -> Option<&str> {
        match self {
            Self::Row(row) => Some(&row.country),
            Self::Refused(_, country) => country.as_deref(),
        }
    }
}

impl Sheet {
    /// The records below the header, in the order of the file, hence of their rows.
    pub(super) fn records(&self) -> Result<impl Iterator<Item = Result<Record, Unreadable>>, Unreadable> {
        Ok(Records::of(&self.text, self.separator, self.first)?.skip(1))
    }

    /// Every row that has anything in it, in the file's order, with its record: to be registered, or refused. Each is read as
    /// it is asked for.
    pub fn rows(
        &self,
        network: &Network,
    ) -> Result<impl Iterator<Item = Result<(Record, Found), Unreadable>>, Unreadable> {
        let there = self.records()?.filter(|record| record.as_ref().map_or(true, |record| !is_blank(&record.cells)));
        Ok(there.map(move |record| record.map(|record| self.found(record, network))))
    }

    fn found(&self, record: Record, network: &Network) -> (Record, Found) {
        let found = match row::parse(self, &record, network) {
            Ok(row) => Found::Row(Box::new(row)),
            Err(refusal) => {
                let named = network.country(self.cell(&record, Field::Country).trim()).map(str::to_owned);
                Found::Refused(refusal, named)
            }
        };
        (record, found)
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
}

/// Whole columns, for whoever writes files that are read here.
#[cfg(test)]
impl Sheet {
    /// Every cell with an answer to a question, as people see them.
    pub fn answer_cells(&self, question: &str) -> Vec<String> {
        let column = self.answers.iter().find(|(known, _)| known == question).map(|(_, index)| *index);
        let cell = |record: &Record| column.and_then(|index| record.cells.get(index)).unwrap_or_default().to_owned();
        self.every().iter().map(|record| unguarded(&cell(record)).into_owned()).collect()
    }

    /// Every cell of a field, as people see them.
    pub fn cells(&self, field: Field) -> Vec<String> {
        self.every().iter().map(|record| self.cell(record, field).into_owned()).collect()
    }

    fn every(&self) -> Vec<Record> {
        self.records().and_then(Iterator::collect).expect("records that were read before")
    }
}

fn is_blank(cells: &StringRecord) -> bool {
    cells.iter().all(|cell| unguarded(cell).trim().is_empty())
}
