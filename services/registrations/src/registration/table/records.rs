//! The records of a text, read as they are asked for: what a file of 50,000 rows says is in memory once, as it came, and not
//! a second time row by row.

use csv::{ReaderBuilder, StringRecord};

use super::read::Unreadable;

/// One record and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) row: u32,
    pub(super) cells: StringRecord,
}

/// All records of a text, each with the row that it has in a spreadsheet. The reader skips blank lines, a spreadsheet shows
/// them as rows: they count, or every later row would be reported under a wrong number.
pub(super) struct Records<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    /// The row of the record that was read last.
    row: u32,
    begun: bool,
}

impl<'a> Records<'a> {
    /// From the first record, which is in the row `first` whatever blank lines are before it.
    pub(super) fn of(text: &'a str, separator: u8, first: u32) -> Self {
        Self { text, reader: reader(text, separator), row: first, begun: false }
    }

    fn read(&mut self) -> Result<Option<Record>, Unreadable> {
        let start = usize::try_from(self.reader.position().byte()).unwrap_or(self.text.len());
        let mut cells = StringRecord::new();
        if !self.reader.read_record(&mut cells).map_err(|_| Unreadable::NotATable)? {
            return Ok(None);
        }
        if self.begun {
            self.row = self.row.saturating_add(blank_lines(self.text, start)).saturating_add(1);
        }
        self.begun = true;
        Ok(Some(Record { row: self.row, cells }))
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Record, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// Reads a text whose records may be of any length, the first one too.
pub(super) fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// The blank lines at `start`, where the record before ended: after its `\r` perhaps, with the `\n` still to come.
fn blank_lines(text: &str, start: usize) -> u32 {
    let mut rest = text.get(start..).unwrap_or_default();
    if text.get(..start).is_some_and(|before| before.ends_with('\r')) {
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    let mut lines = 0_u32;
    while let Some(after) = ["\r\n", "\n", "\r"].into_iter().find_map(|ending| rest.strip_prefix(ending)) {
        rest = after;
        lines = lines.saturating_add(1);
    }
    lines
}
