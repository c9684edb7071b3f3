//! The records of a text, read from its file as they are asked for: one at a time is in memory.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek};

use csv::{ReaderBuilder, StringRecord};

use super::unreadable::Unreadable;

/// A record of more bytes is none: somewhere a quote was never closed.
const LONGEST: usize = 16 * 1024 * 1024;

/// One record and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub(super) row: u32,
    pub(super) cells: StringRecord,
}

/// All records of a text, each with the row that it has in a spreadsheet. The reader skips blank lines, a spreadsheet shows
/// them as rows: they count, or every later row would be reported under a wrong number.
pub(super) struct Records<'a> {
    reader: csv::Reader<Kept<'a>>,
    /// The row of the record that was read last.
    row: u32,
    begun: bool,
    separator: u8,
}

impl<'a> Records<'a> {
    /// From the first record, which is in the row `first` whatever blank lines are before it.
    pub(super) fn of(text: &'a File, separator: u8, first: u32) -> Result<Self, Unreadable> {
        Ok(Self { reader: reader(text, separator)?, row: first, begun: false, separator })
    }

    fn read(&mut self) -> Result<Option<Record>, Unreadable> {
        let start = self.reader.position().byte();
        let mut cells = StringRecord::new();
        if !self.reader.read_record(&mut cells).map_err(problem)? {
            return Ok(None);
        }
        if self.begun {
            self.row = self.row.saturating_add(self.reader.get_ref().blank_lines(start)).saturating_add(1);
        }
        self.begun = true;
        let end = self.reader.position().byte();
        if !are_closed(self.reader.get_ref().between(start, end), self.separator) {
            return Err(Unreadable::BrokenQuotes(self.row));
        }
        self.reader.get_mut().forget(end);
        Ok(Some(Record { row: self.row, cells }))
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Record, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// Whether the quotation marks of a record that runs over several lines are closed where a cell ends: the reader takes any
/// others as well, and with them the records behind.
fn are_closed(bytes: &[u8], separator: u8) -> bool {
    let is_break = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let begin = bytes.iter().position(|byte| !is_break(byte)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|byte| !is_break(byte)).map_or(begin, |last| last + 1);
    let mut rest = bytes.get(begin..end).unwrap_or_default();
    if !rest.iter().any(is_break) {
        return true;
    }
    loop {
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            let Some(behind) = behind_quotes(quoted) else { return false };
            if !behind.first().is_none_or(|byte| *byte == separator || is_break(byte)) {
                return false;
            }
            rest = behind;
        }
        let Some(end) = rest.iter().position(|byte| *byte == separator) else { return true };
        rest = rest.get(end + 1..).unwrap_or_default();
    }
}

/// What stands behind the mark that closes a cell; a doubled mark is one of its letters. Nothing where none closes it.
fn behind_quotes(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        let mark = rest.iter().position(|byte| *byte == b'"')?;
        rest = rest.get(mark + 1..)?;
        match rest.strip_prefix(b"\"") {
            Some(behind) => rest = behind,
            None => return Some(rest),
        }
    }
}

fn problem(problem: csv::Error) -> Unreadable {
    match problem.into_kind() {
        csv::ErrorKind::Io(problem) if problem.kind() != ErrorKind::InvalidData => problem.into(),
        _ => Unreadable::NotATable,
    }
}

/// Reads a text whose records may differ in length, the first one too, from its beginning.
pub(super) fn reader(mut text: &File, separator: u8) -> Result<csv::Reader<Kept<'_>>, Unreadable> {
    text.rewind()?;
    let kept = Kept { text, bytes: Vec::new(), from: 0 };
    Ok(ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(kept))
}

/// A text of which stays what was read of it behind the record before: blank lines leave no other trace.
pub(super) struct Kept<'a> {
    text: &'a File,
    bytes: Vec<u8>,
    /// Where in the text the first of these bytes stands.
    from: u64,
}

impl Read for Kept<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.bytes.len() > LONGEST {
            return Err(std::io::Error::new(ErrorKind::InvalidData, "a record has no end"));
        }
        let read = self.text.read(into)?;
        self.bytes.extend_from_slice(into.get(..read).unwrap_or_default());
        Ok(read)
    }
}

impl Kept<'_> {
    /// The blank lines at `start`, where the record before ended: after its `\r` perhaps, with the `\n` still to come.
    fn blank_lines(&self, start: u64) -> u32 {
        let (before, rest) = self.bytes.split_at(self.place(start));
        let rest = if before.ends_with(b"\r") { rest.strip_prefix(b"\n").unwrap_or(rest) } else { rest };
        let (mut rest, mut lines) = (rest, 0_u32);
        let endings: [&[u8]; 3] = [b"\r\n", b"\n", b"\r"];
        while let Some(after) = endings.into_iter().find_map(|ending| rest.strip_prefix(ending)) {
            rest = after;
            lines = lines.saturating_add(1);
        }
        lines
    }

    /// What stands between two places.
    fn between(&self, start: u64, end: u64) -> &[u8] {
        self.bytes.get(self.place(start)..self.place(end)).unwrap_or_default()
    }

    /// Forgets what stands before `end`, but for the last byte, which may be half the end of a line.
    fn forget(&mut self, end: u64) {
        let gone = self.place(end.saturating_sub(1));
        self.bytes.drain(..gone);
        self.from += gone as u64;
    }

    fn place(&self, at: u64) -> usize {
        usize::try_from(at.saturating_sub(self.from)).unwrap_or(usize::MAX).min(self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_swallows_other_rows_is_known_by_where_it_closes() {
        for closed in [
            "a,\"two\nlines\",b\r\n",
            "a,\"he said \"\"no\"\"\n\",\"b\"\n",
            "\n \"x\" y,\"two\nlines\"\n",
            "a,5\" pipe,\"two\nlines\"\n",
            "one line,\"not \"quite\" right\"\n",
        ] {
            assert!(are_closed(closed.as_bytes(), b','), "{closed}");
        }
        for broken in ["a,\"no end\nb,c\n", "a,\"no end\nb,\"quoted\",c\n", "a,\"x\ny\" and more,b\n"] {
            assert!(!are_closed(broken.as_bytes(), b','), "{broken}");
        }
    }
}
