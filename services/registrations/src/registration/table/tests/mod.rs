//! The whole way from bytes to rows and back, on the first edition's sample; on anything at all in `any_bytes.rs`.

mod any_bytes;
mod mapped;
mod workbooks;

use std::{collections::BTreeMap, io::Read};

use csv::{ReaderBuilder, WriterBuilder};

use super::{
    choices::Stage,
    read::{MAX_COLUMNS, MAX_ROWS},
    *,
};
use crate::spreadsheet::aside;

const SAMPLE: &[u8] = include_bytes!("../../../../../cli/sample/first-edition.csv");

fn network() -> Network {
    let countries = ["ar", "bz", "bo", "co", "cr", "do", "gt", "mx", "ni"].map(|code| CountrySpelling::of(code, &[]));
    let categories = [
        CategorySpelling::new(
            "occupational-health-and-safety",
            &["Salud y seguridad ocupacional", "Occupational health and safety"],
        ),
        CategorySpelling::new("agile-means-of-payment", &["Medios de pago ágiles", "Agile means of payment"]),
        CategorySpelling::new(
            "logistics-and-distribution-chains",
            &["Logística y cadenas de distribución", "Logistics and distribution chains"],
        ),
    ];
    Network::new(&countries, &categories)
}

/// Reads a file of which nothing is said.
fn read(bytes: &[u8]) -> Result<Sheet, Unreadable> {
    read_by(bytes, &Mapping::default())
}

fn read_by(bytes: &[u8], mapping: &Mapping) -> Result<Sheet, Unreadable> {
    super::read(&aside(bytes).expect("a file"), mapping)
}

/// Why a file cannot be read as a whole; nothing where it can.
fn unreadable(bytes: &[u8]) -> Option<Unreadable> {
    read(bytes).err()
}

fn rows_of(sheet: &Sheet) -> Vec<Found> {
    let rows: Result<Vec<_>, Unreadable> = sheet.rows(&network()).and_then(Iterator::collect);
    rows.unwrap().into_iter().map(|(_, found)| found).collect()
}

/// The file of refused rows as it goes back to the office.
fn refused_file(sheet: &Sheet, refused: &[Refusal], language: &str) -> Vec<u8> {
    let mut rows = RefusedRows::of(sheet, language);
    for record in sheet.records().unwrap() {
        let record = record.unwrap();
        if let Some(refusal) = refused.iter().find(|refusal| refusal.row == record.row) {
            rows.add(&record, refusal).unwrap();
        }
    }
    let mut bytes = Vec::new();
    let (count, file) = rows.end().unwrap();
    assert_eq!(count, refused.len());
    file.map(|mut file| file.read_to_end(&mut bytes).unwrap());
    bytes
}

fn sorted_out(bytes: &[u8]) -> (Sheet, Vec<Row>, Vec<Refusal>) {
    let sheet = read(bytes).unwrap();
    let (mut rows, mut refused, mut earlier) = (Vec::new(), Vec::new(), Earlier::default());
    for row in rows_of(&sheet) {
        match row {
            Found::Row(row) => match earlier.repeated(&row) {
                None => rows.push(*row),
                Some(refusal) => refused.push(refusal),
            },
            Found::Refused(refusal, _) => refused.push(refusal),
        }
    }
    (sheet, rows, refused)
}

fn good_rows(sheet: &Sheet) -> Vec<Row> {
    let mut earlier = Earlier::default();
    let row = |found| match found {
        Found::Row(row) => Some(*row),
        Found::Refused(..) => None,
    };
    rows_of(sheet).into_iter().filter_map(row).filter(|row| earlier.repeated(row).is_none()).collect()
}

/// The sample's records, for tests that change something about them.
fn sample_records() -> Vec<Vec<String>> {
    let mut reader = ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(SAMPLE);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn written(records: &[Vec<String>], separator: u8) -> String {
    let mut writer = WriterBuilder::new().delimiter(separator).flexible(true).from_writer(Vec::new());
    for record in records {
        writer.write_record(record).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// The sample's first good row with one cell replaced.
fn with_cell(field: Field, cell: &str) -> Vec<u8> {
    let mut records = sample_records();
    records.truncate(2);
    let index = records[0].iter().position(|heading| Field::of_heading(heading) == Some(field)).unwrap();
    records[1][index] = cell.to_owned();
    written(&records, b';').into_bytes()
}

fn only_refusal(bytes: &[u8]) -> Refusal {
    let (_, rows, mut refused) = sorted_out(bytes);
    assert_eq!((rows.len(), refused.len()), (0, 1), "{refused:?}");
    refused.remove(0)
}

#[test]
fn what_a_formula_or_an_open_quotation_mark_leaves_behind_is_refused() {
    for error in ["#N/A", "#¡REF!", " #N/D "] {
        let refusal = only_refusal(&with_cell(Field::City, error));
        assert_eq!((refusal.field, refusal.problem), (Field::City, Problem::FormulaError));
    }
    let good = String::from_utf8(with_cell(Field::City, "Santiago")).unwrap();
    let (header, row) = good.split_once('\n').unwrap();
    // The second row opens a mark in its last cell, and the third one's own mark closes it.
    let file = format!("{header};Notas\n{};\"abierta\n{}", row.trim_end(), row.replace("Santiago", "\"Santiago\""));
    assert_eq!(unreadable(file.as_bytes()), Some(Unreadable::BrokenQuotes(2)));
}

#[test]
fn the_first_edition_has_92_rows_that_are_good_in_themselves() {
    let (sheet, rows, refused) = sorted_out(SAMPLE);
    assert_eq!((sheet.records().unwrap().count(), rows.len(), refused.len()), (99, 92, 7));
    // One of them is an idea, which is for the edition to refuse.
    let rows: Vec<Row> = rows.into_iter().filter(|row| row.stage != Some(Stage::Idea)).collect();
    assert_eq!(rows.len(), 91);
    assert_eq!(rows.iter().filter(|row| row.track == Track::Solution).count(), 68);
    assert_eq!(rows.iter().filter(|row| row.track == Track::Story).count(), 23);
    assert_eq!(rows.iter().filter(|row| !row.publication_consent).count(), 7);
    assert!(rows.iter().all(|row| row.data_consent && row.recorded_at.is_some() && row.size.is_some()));

    let mut countries: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        *countries.entry(&row.country).or_default() += 1;
    }
    let expected =
        [("ar", 9), ("bo", 6), ("bz", 3), ("co", 10), ("cr", 12), ("do", 24), ("gt", 11), ("mx", 11), ("ni", 5)];
    assert_eq!(countries, BTreeMap::from(expected));
}

#[test]
fn the_first_edition_has_7_rows_that_are_refused_by_themselves_each_for_its_reason() {
    let (_, rows, refused) = sorted_out(SAMPLE);
    let reasons: Vec<(u32, &str, Problem)> =
        refused.iter().map(|refusal| (refusal.row, refusal.field.name(), refusal.problem)).collect();
    let original = rows.iter().find(|row| row.organisation == "Colectivo Raíz" && row.country == "do").unwrap();
    let expected = [
        (7, "country", Problem::UnknownCountry),
        (19, "contact_email", Problem::NotAnEmail),
        (31, "title", Problem::Missing),
        (42, "data_consent", Problem::NoDataConsent),
        (54, "category", Problem::UnknownCategory),
        (68, "description", Problem::TooLong { limit: 20_000 }),
        (82, "row", Problem::RepeatsRow { row: original.row }),
    ];
    assert_eq!(reasons, expected);
    let found: Vec<&str> = refused.iter().map(|refusal| refusal.found.as_str()).collect();
    assert_eq!(found, ["Perú", "", "", "No", "Turismo espacial", "25000", ""]);
}

#[test]
fn encoding_separator_and_byte_order_mark_do_not_change_the_rows() {
    let (_, rows, refused) = sorted_out(SAMPLE);
    for separator in [b';', b','] {
        let text = written(&sample_records(), separator);
        let (windows, _, lossy) = encoding_rs::WINDOWS_1252.encode(&text);
        assert!(!lossy);
        for bytes in [windows.as_ref(), text.as_bytes()] {
            let (_, same_rows, same_refused) = sorted_out(bytes);
            assert_eq!(same_rows, rows);
            assert_eq!(same_refused, refused);
        }
    }
}

#[test]
fn headings_may_be_english_or_loosely_written_and_in_any_order() {
    let (_, rows, _) = sorted_out(SAMPLE);
    let mut english = sample_records();
    for heading in &mut english[0] {
        *heading = Field::of_heading(heading).unwrap().heading("en").to_owned();
    }
    for record in &mut english {
        record.reverse();
    }
    assert_eq!(sorted_out(written(&english, b',').as_bytes()).1, rows);

    let mut loose = sample_records();
    for heading in &mut loose[0] {
        *heading = format!("  {} ", fold(heading).to_uppercase());
    }
    assert_eq!(sorted_out(written(&loose, b';').as_bytes()).1, rows);
}

#[test]
fn a_file_without_required_columns_names_them() {
    let unreadable = read("País;Título\nCosta Rica;x\n".as_bytes()).unwrap_err();
    assert!(matches!(&unreadable, Unreadable::MissingColumns(fields) if fields.len() == 5));
    assert!(unreadable.message("es").contains("Correo de contacto"));
    assert!(unreadable.to_string().contains("Contact email"));
}

#[test]
fn files_that_cannot_be_read_as_a_whole_say_why() {
    assert_eq!(unreadable(b""), Some(Unreadable::Empty));
    assert_eq!(unreadable(b"PK\x03\x04rest"), Some(Unreadable::Workbook));
    assert_eq!(unreadable(b"\xef\xbb\xbfPa\xeds"), Some(Unreadable::BrokenEncoding));
    assert_eq!(unreadable(&vec![b'a'; MAX_BYTES + 1]), Some(Unreadable::TooLarge));
    assert_eq!(unreadable(";".repeat(MAX_COLUMNS).as_bytes()), Some(Unreadable::TooManyColumns));
    let mut twice = sample_records();
    twice[0][0] = "Country".to_owned();
    assert_eq!(unreadable(written(&twice, b';').as_bytes()), Some(Unreadable::RepeatedColumn(Field::Country)));
}

#[test]
fn the_limit_of_rows_does_not_count_the_header() {
    let header = written(&sample_records()[..1], b';');
    let rows = "x\n".repeat(MAX_ROWS);
    assert!(read(format!("{header}{rows}").as_bytes()).is_ok());
    assert_eq!(unreadable(format!("{header}{rows}x\n").as_bytes()), Some(Unreadable::TooManyRows));
}

#[test]
fn blank_lines_and_lines_inside_quotes_keep_the_spreadsheets_numbers() {
    for ending in ["\n", "\r\n", "\r"] {
        let text = written(&sample_records()[..4], b';');
        let mut lines: Vec<&str> = text.lines().collect();
        lines.insert(2, "");
        lines.insert(3, "");
        let (_, rows, _) = sorted_out(lines.join(ending).as_bytes());
        assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 5, 6], "{ending:?}");
    }
}

#[test]
fn control_characters_are_refused_but_line_breaks_are_text() {
    let refusal = only_refusal(&with_cell(Field::Summary, "a\0b"));
    assert_eq!((refusal.field, refusal.problem), (Field::Summary, Problem::ControlCharacter));
    let (_, rows, _) = sorted_out(&with_cell(Field::Description, "one\r\n\ttwo"));
    assert_eq!(rows[0].description, "one\n\ttwo");
    let (_, rows, _) = sorted_out(&with_cell(Field::Title, "one\r\ntwo"));
    assert_eq!(rows[0].title, "one two");
}

#[test]
fn a_row_with_a_stray_separator_is_refused_and_not_shifted() {
    let mut records = sample_records();
    records.truncate(2);
    records[1].push("Sí".to_owned());
    assert_eq!(only_refusal(written(&records, b';').as_bytes()).problem, Problem::TooManyCells);
}

#[test]
fn consent_is_never_assumed() {
    assert_eq!(only_refusal(&with_cell(Field::DataConsent, "")).problem, Problem::NoDataConsent);
    assert_eq!(only_refusal(&with_cell(Field::DataConsent, "quizás")).problem, Problem::NotYesOrNo);
    let (_, rows, _) = sorted_out(&with_cell(Field::PublicationConsent, ""));
    assert!(!rows[0].publication_consent);
}

#[test]
fn a_refusal_never_quotes_an_address_or_a_telephone() {
    for (field, cell) in [(Field::ContactEmail, "ana@"), (Field::ContactPhone, "+1 809\u{7} 555")] {
        assert_eq!(only_refusal(&with_cell(field, cell)).found, "");
    }
}

#[test]
fn the_refused_file_can_be_mended_and_imported_again() {
    let (sheet, _, refused) = sorted_out(SAMPLE);
    for language in ["es", "en", "pt"] {
        let file = refused_file(&sheet, &refused, language);
        assert!(file.starts_with(b"\xef\xbb\xbf"));
        let mended = String::from_utf8(file).unwrap().replace("Perú", "Costa Rica");
        assert!(mended.contains(&refused[0].message(language)));
        let (again, rows, still_refused) = sorted_out(mended.as_bytes());
        // Row 82 repeats a row that is not in this file: what is registered already, only the database can tell.
        assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 8]);
        assert_eq!(rows[1].contact_phone, "+1 809 555 0110");
        assert_eq!(still_refused.len(), 5);
        let second = String::from_utf8(refused_file(&again, &still_refused, language)).unwrap();
        assert_eq!(second.lines().next(), mended.lines().next());
    }
}
