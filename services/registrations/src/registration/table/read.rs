//! From a file to a [`Sheet`]: encoding, separator, header, records. What cannot be read as a whole is refused here,
//! with one reason for the file; what is wrong with a single row is left to `row.rs`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek};

use csv::StringRecord;

use super::field::Field;
use super::guard::unguarded;
use super::mapping::Mapping;
use super::records::{Records, reader};
use super::refused::is_reason_heading;
use super::sheet::Sheet;
use super::text;
use super::unreadable::Unreadable;
use super::workbook;

/// Larger files are refused: room for [`MAX_ROWS`] rows of more than twice the usual length.
pub const MAX_BYTES: usize = 128 * 1024 * 1024;
/// More rows than this, the header not counted, are refused: they would not fit in one reviewable import.
pub const MAX_ROWS: usize = 50_000;
/// More columns than this are no form's export, and every further column costs memory in every row.
pub const MAX_COLUMNS: usize = 500;

/// What every modern spreadsheet's own format begins with: it is a ZIP archive.
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// What older formats begin with, and workbooks with a password.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const SEPARATORS: [u8; 2] = [b';', b','];
/// Between the cells of the file of refused rows, where a workbook came: what spreadsheets in the region read.
const WORKBOOK_SEPARATOR: u8 = b';';

/// Reads the first sheet of a workbook, or a CSV export: UTF-8 with or without a byte-order mark, else Windows-1252;
/// separated by `;` or `,`. Headings are in Spanish, English or Portuguese, in any order, or as the mapping says. Columns
/// that are not ours are kept, and ignored. Of the file, a record at a time is in memory.
pub fn read(file: &File, mapping: &Mapping) -> Result<Sheet, Unreadable> {
    if file.metadata()?.len() > MAX_BYTES as u64 {
        return Err(Unreadable::TooLarge);
    }
    let beginning = beginning(file)?;
    if beginning.starts_with(COMPOUND) {
        return Err(Unreadable::Workbook);
    }
    let (text, separator, first) = match beginning.starts_with(ARCHIVE) {
        true => {
            let (text, first) = workbook::text(file, WORKBOOK_SEPARATOR)?;
            (text, WORKBOOK_SEPARATOR, first)
        }
        false => {
            let text = text::decoded(file)?;
            let separator = separator(&text, mapping)?;
            (text, separator, 1)
        }
    };
    let header = header(&text, separator, first)?;
    if header.len() > MAX_COLUMNS {
        return Err(Unreadable::TooManyColumns);
    }
    let headings: Vec<Cow<'_, str>> = header.iter().map(unguarded).collect();
    let missing = mapping.missing(headings.iter().map(AsRef::as_ref));
    if !missing.is_empty() {
        return Err(Unreadable::MissingHeadings(missing));
    }
    let columns = columns(&headings, mapping)?;
    let is_missing = |field: &Field| !columns.contains_key(field) && mapping.constant_of(*field).is_none();
    let missing: Vec<Field> = Field::REQUIRED.into_iter().filter(is_missing).collect();
    if !missing.is_empty() {
        return Err(Unreadable::MissingColumns(missing));
    }
    let constants = mapping.constants().clone();
    let answers = columns_of_answers(&headings, mapping)?;
    Ok(Sheet { text, first, header, separator, columns, answers, constants })
}

/// The first bytes of a file, as many as tell what it is.
fn beginning(mut file: &File) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(COMPOUND.len() as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The first record. All are looked through for it: once a sheet is there, each of its records can be read.
fn header(text: &File, separator: u8, first: u32) -> Result<StringRecord, Unreadable> {
    let mut records = Records::of(text, separator, first)?;
    let header = records.next().ok_or(Unreadable::Empty)??;
    let mut rows = 0;
    for record in records {
        record?;
        rows += 1;
        if rows > MAX_ROWS {
            return Err(Unreadable::TooManyRows);
        }
    }
    Ok(header.cells)
}

/// The separator under which more headings are ours. Counting characters instead would let one long heading decide.
fn separator(text: &File, mapping: &Mapping) -> Result<u8, Unreadable> {
    let mut best = None;
    for separator in SEPARATORS {
        let mut header = StringRecord::new();
        let found = reader(text, separator)?.read_record(&mut header).map_err(|_| Unreadable::NotATable)?;
        if !found {
            return Err(Unreadable::Empty);
        }
        let ours = header.iter().take(MAX_COLUMNS).filter(|heading| mapping.field_of(&unguarded(heading)).is_some());
        let known = ours.count();
        if best.is_none_or(|(most, _)| known > most) {
            best = Some((known, separator));
        }
    }
    best.map(|(_, separator)| separator).ok_or(Unreadable::Empty)
}

fn columns(headings: &[Cow<'_, str>], mapping: &Mapping) -> Result<BTreeMap<Field, usize>, Unreadable> {
    let mut columns = BTreeMap::new();
    for (index, heading) in headings.iter().enumerate() {
        if is_reason_heading(heading) {
            continue;
        }
        let Some(field) = mapping.field_of(heading) else { continue };
        if columns.insert(field, index).is_some() {
            return Err(Unreadable::RepeatedColumn(field));
        }
    }
    Ok(columns)
}

/// The columns with answers to an edition's own questions, in the order of the file.
fn columns_of_answers(headings: &[Cow<'_, str>], mapping: &Mapping) -> Result<Vec<(String, usize)>, Unreadable> {
    let mut found: Vec<(String, usize)> = Vec::new();
    for (index, heading) in headings.iter().enumerate() {
        let Some(question) = mapping.question_of(heading) else { continue };
        if found.iter().any(|(known, _)| *known == question) {
            return Err(Unreadable::RepeatedAnswer(question));
        }
        found.push((question, index));
    }
    Ok(found)
}
