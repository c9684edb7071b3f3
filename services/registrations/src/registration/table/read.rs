//! From bytes to a [`Sheet`]: encoding, separator, header, records. What cannot be read as a whole is refused here,
//! with one reason for the file; what is wrong with a single row is left to `row.rs`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::string::FromUtf8Error;

use csv::StringRecord;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use platform::error::Text;
use thiserror::Error;

use super::answers;
use super::field::{Field, spoken};
use super::mapping::Mapping;
use super::records::{Records, reader};
use super::sheet::{Sheet, is_reason_heading, unguarded};
use super::workbook;

/// Larger files are refused before they are decoded.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
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

/// Why a file cannot be read as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.message("en"))]
pub enum Unreadable {
    /// Larger than [`MAX_BYTES`].
    TooLarge,
    /// More rows than [`MAX_ROWS`].
    TooManyRows,
    /// More columns than [`MAX_COLUMNS`].
    TooManyColumns,
    /// A spreadsheet in a format of its own that is not XLSX, or is damaged or locked.
    Workbook,
    /// Headings that the mapping speaks of, and that the file does not have.
    MissingHeadings(Vec<String>),
    /// The byte-order mark promises an encoding that the rest does not keep.
    BrokenEncoding,
    /// There is no header.
    Empty,
    /// Columns without which no row could register.
    MissingColumns(Vec<Field>),
    /// Two columns have the same meaning, so either may be the right one.
    RepeatedColumn(Field),
    /// Two columns have answers to the question of this id.
    RepeatedAnswer(String),
    /// Not a table of separated values at all.
    NotATable,
}

impl Unreadable {
    /// What is wrong and what would be right, in the language that is [`spoken`].
    pub fn message(&self, language: &str) -> String {
        let say = |english: &str, spanish: &str, portuguese: &str| {
            Text::told(english, spanish, portuguese).in_language(spoken(language)).to_owned()
        };
        match self {
            Unreadable::TooLarge => say(
                "the file is larger than 20 MiB; split it into several",
                "el archivo pasa de 20 MiB; divídalo en varios",
                "o arquivo passa de 20 MiB; divida-o em vários",
            ),
            Unreadable::TooManyRows => say(
                "the file has more than 50,000 rows; split it into several",
                "el archivo tiene más de 50.000 filas; divídalo en varios",
                "o arquivo tem mais de 50.000 linhas; divida-o em vários",
            ),
            Unreadable::TooManyColumns => say(
                "the file has more than 500 columns; keep those of the form",
                "el archivo tiene más de 500 columnas; deje las del formulario",
                "o arquivo tem mais de 500 colunas; deixe as do formulário",
            ),
            Unreadable::Workbook => say(
                "this cannot be read as a workbook; save it as XLSX without a password, or as CSV (UTF-8)",
                "no se puede leer como libro de cálculo; guárdelo como XLSX sin contraseña, o como CSV (UTF-8)",
                "isto não pode ser lido como planilha; salve como XLSX sem senha, ou como CSV (UTF-8)",
            ),
            Unreadable::MissingHeadings(headings) => {
                let missing = say(
                    "the mapping names headings that the file has not",
                    "el archivo no tiene columnas que nombra la correspondencia",
                    "o arquivo não tem colunas que a correspondência nomeia",
                );
                format!("{missing}: {}", headings.join(", "))
            }
            Unreadable::BrokenEncoding => say(
                "the text is damaged; export the file again as CSV (UTF-8)",
                "el texto está dañado; exporte el archivo otra vez como CSV (UTF-8)",
                "o texto está danificado; exporte o arquivo de novo como CSV (UTF-8)",
            ),
            Unreadable::Empty => say(
                "the file is empty; its first row must hold the headings",
                "el archivo está vacío; la primera fila debe tener los encabezados",
                "o arquivo está vazio; a primeira linha deve ter os cabeçalhos",
            ),
            Unreadable::MissingColumns(fields) => {
                let headings: Vec<&str> = fields.iter().map(|field| field.heading(language)).collect();
                format!("{}: {}", say("missing columns", "faltan columnas", "faltam colunas"), headings.join(", "))
            }
            Unreadable::RepeatedColumn(field) => {
                let several =
                    say("more than one column means", "hay más de una columna para", "há mais de uma coluna para");
                format!("{several}: {}", field.heading(language))
            }
            Unreadable::RepeatedAnswer(question) => {
                let several =
                    say("more than one column means", "hay más de una columna para", "há mais de uma coluna para");
                format!("{several}: {}", answers::heading(question))
            }
            Unreadable::NotATable => say(
                "the file is not a table; export it as CSV (UTF-8)",
                "el archivo no es una tabla; expórtelo como CSV (UTF-8)",
                "o arquivo não é uma tabela; exporte-o como CSV (UTF-8)",
            ),
        }
    }
}

/// Reads the first sheet of a workbook, or a CSV export: UTF-8 with or without a byte-order mark, else Windows-1252;
/// separated by `;` or `,`. Headings are in Spanish, English or Portuguese, in any order, or as the mapping says. Columns
/// that are not ours are kept, and ignored.
pub fn read(bytes: Vec<u8>, mapping: &Mapping) -> Result<Sheet, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    if bytes.starts_with(COMPOUND) {
        return Err(Unreadable::Workbook);
    }
    let (text, separator, first) = match bytes.starts_with(ARCHIVE) {
        true => {
            let (text, first) = workbook::text(&bytes, WORKBOOK_SEPARATOR)?;
            (text, WORKBOOK_SEPARATOR, first)
        }
        false => {
            let text = decode(bytes)?;
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

/// The first record. All are looked through for it: once a sheet is there, each of its records can be read.
fn header(text: &str, separator: u8, first: u32) -> Result<StringRecord, Unreadable> {
    let mut records = Records::of(text, separator, first);
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

/// The text of a file. What is UTF-8 already, as nearly all is, is not copied for it.
fn decode(mut bytes: Vec<u8>) -> Result<String, Unreadable> {
    let Some((encoding, mark_length)) = Encoding::for_bom(&bytes) else {
        // Text in Windows-1252 with any accent in it is practically never valid UTF-8 by chance, so trying is safe.
        let decoded = |other: FromUtf8Error| WINDOWS_1252.decode_without_bom_handling(other.as_bytes()).0.into_owned();
        return Ok(String::from_utf8(bytes).unwrap_or_else(decoded));
    };
    if encoding == UTF_8 {
        bytes.drain(..mark_length);
        return String::from_utf8(bytes).map_err(|_| Unreadable::BrokenEncoding);
    }
    let marked = bytes.get(mark_length..).unwrap_or_default();
    let decoded = encoding.decode_without_bom_handling_and_without_replacement(marked);
    decoded.map(Cow::into_owned).ok_or(Unreadable::BrokenEncoding)
}

/// The separator under which more headings are ours. Counting characters instead would let one long heading decide.
fn separator(text: &str, mapping: &Mapping) -> Result<u8, Unreadable> {
    let mut best = None;
    for separator in SEPARATORS {
        let mut header = StringRecord::new();
        let found = reader(text, separator).read_record(&mut header).map_err(|_| Unreadable::NotATable)?;
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
