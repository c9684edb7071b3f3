//! Workbooks: the same rows as a CSV export of them, and archives that are none.

use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{shared::put_into_cells, *};

fn saved(sheets: impl IntoIterator<Item = Worksheet>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for sheet in sheets {
        workbook.push_worksheet(sheet);
    }
    workbook.save_to_buffer().unwrap()
}

fn sheet(records: &[Vec<String>]) -> Worksheet {
    let mut sheet = Worksheet::new();
    for (row, record) in (0..).zip(records) {
        for (column, cell) in (0..).zip(record) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    sheet
}

#[test]
fn a_workbook_gives_the_same_rows_and_refusals_as_its_export() {
    let (_, rows, refused) = sorted_out(SAMPLE);
    let (_, of_workbook, refused_of_workbook) = sorted_out(&saved([sheet(&sample_records())]));
    assert_eq!(of_workbook, rows);
    assert_eq!(refused_of_workbook, refused);
}

#[test]
fn numbers_dates_and_answers_of_a_workbook_are_read_as_such() {
    let mut records = sample_records();
    records.truncate(2);
    let place = |field: Field| {
        u16::try_from(records[0].iter().position(|heading| Field::of_heading(heading) == Some(field)).unwrap()).unwrap()
    };
    let mut sheet = sheet(&records);
    sheet.write_number(1, place(Field::PeopleReached), 2500.0).unwrap();
    sheet.write_number(1, place(Field::Sdgs), 8.0).unwrap();
    sheet.write_boolean(1, place(Field::DataConsent), true).unwrap();
    sheet.write_boolean(1, place(Field::PublicationConsent), false).unwrap();
    let moment = ExcelDateTime::from_ymd(2020, 8, 14).unwrap().and_hms(9, 30, 0).unwrap();
    let format = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    sheet.write_datetime_with_format(1, place(Field::RecordedAt), &moment, &format).unwrap();
    let (_, rows, refused) = sorted_out(&saved([sheet]));
    let [row] = rows.as_slice() else { panic!("{refused:?}") };
    assert_eq!((row.people_reached, row.sdgs.as_slice(), row.publication_consent), (Some(2500), &[8][..], false));
    assert_eq!(row.recorded_at, Some(time::macros::datetime!(2020-08-14 9:30)));
}

#[test]
fn the_first_sheet_that_people_see_is_read_and_its_rows_keep_their_numbers() {
    let mut hidden = Worksheet::new();
    hidden.write_string(0, 0, "Listas").unwrap().set_hidden(true);
    let mut records = sample_records();
    records.truncate(3);
    // A row that somebody emptied, and one that cannot register.
    records.insert(1, vec![String::new(); records[0].len()]);
    records[3][1] = "Atlántida".into();
    let mut shown = sheet(&records);
    shown.set_active(true);
    let (_, rows, refused) = sorted_out(&saved([hidden, shown]));
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [3]);
    assert_eq!(refused.iter().map(|refusal| refusal.row).collect::<Vec<_>>(), [4]);
}

/// The same workbook with a part of it changed.
fn changed(workbook: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut written = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let (name, mut text) = (file.name().unwrap().into_owned(), String::new());
        file.read_to_string(&mut text).unwrap();
        let text = if name == part { change(text) } else { text };
        written.start_file(name, SimpleFileOptions::default()).unwrap();
        written.write_all(text.as_bytes()).unwrap();
    }
    written.finish().unwrap().into_inner()
}

const TEXTS: &str = "xl/sharedStrings.xml";

#[test]
fn a_text_that_is_kept_for_all_cells_is_read_with_its_parts_and_escapes() {
    let mut records = sample_records();
    records.truncate(2);
    let title = records[0].iter().position(|heading| Field::of_heading(heading) == Some(Field::Title)).unwrap();
    records[1][title] = "TITLE".into();
    let workbook = saved([sheet(&records)]);
    let rich = "<r><t>Rutas </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">&amp; &#x6D;á_x0073_</t></r>\
                <rPh sb=\"0\" eb=\"1\"><t>no</t></rPh>";
    let workbook = changed(&workbook, TEXTS, |texts| {
        assert!(texts.contains("<si><t>TITLE</t></si>"), "{texts}");
        texts.replace("<t>TITLE</t>", rich)
    });
    let (_, rows, refused) = sorted_out(&workbook);
    let [row] = rows.as_slice() else { panic!("{refused:?}") };
    assert_eq!(row.title, "Rutas& más");
}

#[test]
fn no_text_that_is_kept_for_all_cells_is_left_for_the_memory() {
    let workbook = saved([sheet(&sample_records())]);
    let is_sheet = |name: &str| name.starts_with("xl/worksheets/");
    let file = put_into_cells(&aside(&workbook).unwrap(), is_sheet, u64::MAX).unwrap().unwrap();
    let archive = ZipArchive::new(file).unwrap();
    assert!(archive.file_names().all(|name| name.unwrap() != TEXTS));
    let inside = put_into_cells(&aside(&workbook).unwrap(), is_sheet, 1000).err();
    assert_eq!(inside, Some(Unreadable::TooLarge), "they may be repeated until they fill the disk");
    let nowhere = changed(&workbook, "xl/worksheets/sheet1.xml", |sheet| sheet.replace("<v>1</v>", "<v>1000000</v>"));
    assert_eq!(unreadable(&nowhere), Some(Unreadable::Workbook));
}

fn archive(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file(name, SimpleFileOptions::default()).unwrap();
    archive.write_all(bytes).unwrap();
    archive.finish().unwrap().into_inner()
}

#[test]
fn an_archive_that_is_no_workbook_or_would_fill_the_memory_is_refused() {
    assert_eq!(unreadable(&archive("word/document.xml", b"<x/>")), Some(Unreadable::Workbook));
    assert_eq!(unreadable(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), Some(Unreadable::Workbook));
    // 300 MiB of spaces are some 300 KB when packed.
    let bomb = archive("xl/sharedStrings.xml", &vec![b' '; 300 * 1024 * 1024]);
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(unreadable(&bomb), Some(Unreadable::TooLarge));
}

/// One long text, which the file holds once, in many cells.
#[test]
fn a_text_that_is_repeated_until_it_fills_the_memory_is_refused() {
    let mut records = sample_records();
    records.truncate(1);
    let width = records[0].len();
    records.extend((0..200).map(|_| vec!["x".repeat(30_000); width]));
    assert_eq!(unreadable(&saved([sheet(&records)])), Some(Unreadable::TooLarge));
}
