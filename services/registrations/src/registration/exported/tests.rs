//! What leaves as a file can be read again, and runs nowhere.

use std::io::Read;

use proptest::prelude::*;
use proto::registrations::v1::{
    Answer, Applicant, Question, Registration, answer::Value, export_registrations_request::Format, question::Kind,
};

use super::{Writing, columns::Column};
use crate::{
    registration::table::{self, BYTE_ORDER_MARK, Field, Mapping},
    spreadsheet::aside,
};

fn registration() -> Registration {
    Registration {
        name: "countries/do/registrations/0197f5c2-0000-7000-8000-000000000000".into(),
        applicant: Some(Applicant::default()),
        ..Registration::default()
    }
}

fn written(format: Format, registrations: &[Registration]) -> Vec<u8> {
    let mut writing = Writing::begin(format, "es", vec!["tools".into(), "cost".into()]).expect("a format");
    writing.add(registrations).expect("rows that fit");
    let mut bytes = Vec::new();
    writing.end().expect("a file").read_to_end(&mut bytes).expect("a file that can be read");
    bytes
}

#[test]
fn no_column_of_ours_is_taken_for_one_of_an_import() {
    for language in ["es", "en", "pt"] {
        let headings: Vec<&str> = Column::all().map(|column| column.heading(language)).collect();
        let known = Field::all().filter(|field| *field != Field::RecordedAt).count();
        let read: Vec<Field> = headings.iter().filter_map(|heading| Field::of_heading(heading)).collect();
        assert_eq!(read.len(), known, "{headings:?}");
    }
}

#[test]
fn a_text_that_no_cell_of_a_workbook_holds_is_refused_and_not_cut() {
    let mut writing = Writing::begin(Format::Xlsx, "es", Vec::new()).expect("a format");
    let of_length = |length: usize| [Registration { description: "x".repeat(length), ..registration() }];
    assert!(writing.add(&of_length(32_767)).is_ok());
    let refused = writing.add(&of_length(32_768)).expect_err("it does not fit");
    assert_eq!(refused.violations().first().map(|violation| violation.field.as_str()), Some("format"));
}

/// What somebody finds who takes a file for one with this separator.
fn cells(bytes: &[u8], separator: u8) -> Vec<String> {
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).expect("Excel would spoil the accents");
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(text);
    reader
        .records()
        .flat_map(|record| record.expect("a record").iter().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// Texts as people write them, and such as begin with what spreadsheets run.
fn any_text() -> impl Strategy<Value = String> {
    "['=+\\-@\t\r\n\",; a＝]{0,12}|\\PC{0,20}|[\\PC\n\r\t]{0,20}"
}

proptest! {
    #[test]
    fn any_text_comes_back_from_a_file_and_none_begins_with_what_runs(title in any_text(), phone in any_text()) {
        let mut sent = Registration { title: title.clone(), ..registration() };
        sent.applicant = Some(Applicant { contact_phone: phone.clone(), ..Applicant::default() });
        let bytes = written(Format::Csv, &[sent]);
        for cell in cells(&bytes, b',') {
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
        }
        // Whoever reads it by another separator finds other cells, and none of them runs either.
        for cell in [b',', b';', b'\t'].into_iter().flat_map(|separator| cells(&bytes, separator)) {
            let told = cell.trim_start_matches(|letter: char| letter == '"' || letter.is_whitespace());
            prop_assert!(!told.starts_with(['=', '+', '-', '@', '＝']), "{cell:?}");
        }
        let sheet = table::read(&aside(&bytes).expect("a file"), &Mapping::default()).expect("a file that an import reads");
        prop_assert_eq!(sheet.cells(Field::Title), [title]);
        prop_assert_eq!(sheet.cells(Field::ContactPhone), [phone]);
    }

    /// Line ends come back as workbooks keep them. An apostrophe before what would run is taken for the guard of a cell
    /// that was pasted from a file of ours.
    #[test]
    fn any_text_comes_back_from_a_workbook(
        title in any_text().prop_filter("no guard of its own", |text| table::unguarded(text) == text.as_str()),
    ) {
        let sent = Registration { title: title.clone(), ..registration() };
        let bytes = written(Format::Xlsx, &[sent]);
        let sheet = table::read(&aside(&bytes).expect("a file"), &Mapping::default()).expect("a workbook that an import reads");
        let ends = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
        let read: Vec<String> = sheet.cells(Field::Title).iter().map(|cell| ends(cell)).collect();
        prop_assert_eq!(read, [ends(&title)]);
    }

    /// As an import reads them, which leaves it to the form what they answer.
    #[test]
    fn any_answer_comes_back_from_a_file_and_from_a_workbook(
        text in "[a-zé=+@-]([ a-zé;,=+-]{0,20}[a-zé])?",
        number in prop_oneof![-1e15..1e15f64, (-99_999..99_999i32).prop_map(|number| f64::from(number) / 1000.0)],
    ) {
        let answer = |question: &str, value| Answer { question: question.into(), value: Some(value) };
        let answers = vec![answer("cost", Value::Number(number)), answer("tools", Value::Text(text.clone()))];
        let sent = Registration { answers, ..registration() };
        for format in [Format::Csv, Format::Xlsx] {
            let bytes = written(format, std::slice::from_ref(&sent));
            let sheet = table::read(&aside(&bytes).expect("a file"), &Mapping::default()).expect("a file that an import reads");
            let asked = |kind: Kind| Question { kind: kind.into(), ..Question::default() };
            let read = |question: &str, kind| {
                let cell = sheet.answer_cells(question).concat();
                table::read_answer(&asked(kind), &cell).ok()
            };
            prop_assert!(read("cost", Kind::Number) == Some(Value::Number(number)), "{format:?}");
            prop_assert!(read("tools", Kind::ShortText) == Some(Value::Text(text.clone())), "{format:?}");
        }
    }

    #[test]
    fn any_text_is_in_a_line_of_json_as_it_is(title in any_text()) {
        let sent = Registration { title: title.clone(), ..registration() };
        let bytes = written(Format::Jsonl, &[sent.clone(), sent]);
        let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        prop_assert_eq!(lines.len(), 3);
        prop_assert!(lines[2].is_empty());
        let read: serde_json::Value = serde_json::from_slice(lines[1]).expect("JSON");
        prop_assert_eq!(read["title"].as_str(), Some(title.as_str()));
        prop_assert!(read["applicant"]["contactPhone"].is_string());
    }
}
