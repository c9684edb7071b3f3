//! From a workbook (Office Open XML, `.xlsx`) to records: its first visible sheet, each cell as the text that a CSV export
//! would have for it.
//!
//! What always holds: a small archive that unpacks to a huge one is refused before it is read, and so is a sheet whose
//! cells repeat one text until it fills the disk. A row at a time is in memory, however many there are.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::sync::{Mutex, PoisonError};

use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use csv::WriterBuilder;
use zip::ZipArchive;

use super::answers;
use super::read::{MAX_BYTES, MAX_COLUMNS, MAX_ROWS};
use super::shared;
use super::unreadable::Unreadable;

/// What the archive may unpack to, in bytes: a sheet of as much text as a file may have, with what stands around its cells.
const MAX_UNPACKED: u64 = 512 * 1024 * 1024;
/// What any part of it but the sheets may unpack to. Of these, how numbers are shown and what sheets are called comes into
/// memory: kilobytes, where nobody means harm.
const MAX_KEPT: u64 = 128 * 1024 * 1024;
/// The rows that a sheet has at most, wherever a file says that they are.
const LAST_ROW: u32 = 1_048_576;
/// Where the sheets are.
const SHEETS: &str = "xl/worksheets/";
/// Files in the archive: a workbook has a dozen and a few for each sheet.
const MAX_FILES: usize = 2_000;

/// Held while a workbook is read: what it keeps in memory is there once, however many are sent at the same moment.
static READING: Mutex<()> = Mutex::new(());

/// The records of a workbook as separated values, a blank line for each row without any text, and the row of the first.
pub(super) fn text(file: &File, separator: u8) -> Result<(File, u32), Unreadable> {
    let _alone = READING.lock().unwrap_or_else(PoisonError::into_inner);
    bounded(file)?;
    let with_texts = shared::put_into_cells(file, is_sheet, MAX_UNPACKED)?;
    let mut file = with_texts.as_ref().unwrap_or(file);
    file.rewind()?;
    let mut workbook: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(|_| Unreadable::Workbook)?;
    let sheets = workbook.sheets_metadata().iter();
    let mut shown = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible);
    let name = shown.next().map(|sheet| sheet.name.clone()).ok_or(Unreadable::Empty)?;
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(|_| Unreadable::Workbook)?;
    let mut rows = Rows::separated_by(separator)?;
    let mut next = || reader.next_cell().map_err(|_: XlsxError| Unreadable::Workbook);
    while let Some(cell) = next()? {
        let text = as_text(cell.get_value());
        if !text.is_empty() {
            rows.take(cell.get_position(), text)?;
        }
    }
    rows.end()
}

/// Refuses an archive that would unpack to more than there is room for. Its own word is not taken for that: it is unpacked
/// once, into nothing.
fn bounded(mut file: &File) -> Result<(), Unreadable> {
    file.rewind()?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|_| Unreadable::Workbook)?;
    if archive.len() > MAX_FILES {
        return Err(Unreadable::TooLarge);
    }
    let mut left = MAX_UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| Unreadable::Workbook)?;
        let most = if part.name().is_ok_and(|name| is_sheet(&name)) { left } else { left.min(MAX_KEPT) };
        let unpacked =
            std::io::copy(&mut part.take(most + 1), &mut std::io::sink()).map_err(|_| Unreadable::Workbook)?;
        if unpacked > most {
            return Err(Unreadable::TooLarge);
        }
        left -= unpacked;
    }
    Ok(())
}

fn is_sheet(name: &str) -> bool {
    name.starts_with(SHEETS) && name.ends_with(".xml")
}

/// The rows so far. Cells come in the order of their rows, as Office Open XML has them (ISO/IEC 29500-1, 18.3.1.80).
struct Rows {
    separator: u8,
    done: BufWriter<File>,
    /// How many are done, and the rows of the first and of the last of them, counted from 0.
    count: usize,
    first: u32,
    last: u32,
    row: u32,
    cells: Vec<String>,
    bytes: usize,
}

impl Rows {
    fn separated_by(separator: u8) -> Result<Self, Unreadable> {
        let done = BufWriter::new(tempfile::tempfile()?);
        Ok(Self { separator, done, count: 0, first: 0, last: 0, row: 0, cells: Vec::new(), bytes: 0 })
    }

    fn take(&mut self, (row, column): (u32, u32), text: String) -> Result<(), Unreadable> {
        self.bytes += text.len();
        if self.bytes > MAX_BYTES {
            return Err(Unreadable::TooLarge);
        }
        if row >= LAST_ROW {
            return Err(Unreadable::TooManyRows);
        }
        // Of rows that go back and forth, each would bring the blank lines in between once more.
        if row < self.row {
            return Err(Unreadable::Workbook);
        }
        if row != self.row {
            self.close()?;
            self.row = row;
        }
        let column = usize::try_from(column).unwrap_or(MAX_COLUMNS);
        if column >= MAX_COLUMNS {
            return Err(Unreadable::TooManyColumns);
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = text;
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Unreadable> {
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            return Ok(());
        }
        if self.count > MAX_ROWS {
            return Err(Unreadable::TooManyRows);
        }
        if self.count == 0 {
            self.first = self.row;
        } else {
            // A text shows them as blank lines.
            let without_text = self.row.saturating_sub(self.last).saturating_sub(1);
            for _ in 0..without_text {
                self.done.write_all(b"\n")?;
            }
        }
        let mut writer = WriterBuilder::new().delimiter(self.separator).flexible(true).from_writer(Vec::new());
        writer.write_record(cells).map_err(|_| Unreadable::Workbook)?;
        self.done.write_all(&writer.into_inner().map_err(|_| Unreadable::Workbook)?)?;
        self.count += 1;
        self.last = self.row;
        Ok(())
    }

    fn end(mut self) -> Result<(File, u32), Unreadable> {
        self.close()?;
        let text = self.done.into_inner().map_err(|problem| problem.into_error())?;
        Ok((text, self.first.saturating_add(1)))
    }
}

/// What a CSV export would have for a cell. Dates by year, month and day, which is read in every language; whole numbers
/// without a decimal point.
fn as_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        DataRef::Float(number) => answers::decimal(*number),
        DataRef::DateTimeIso(moment) => moment.replacen('T', " ", 1),
        other => Data::from(other.clone()).to_string(),
    }
}
