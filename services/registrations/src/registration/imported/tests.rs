//! The sample of the first edition, as its offices import it.

use std::collections::{BTreeSet, HashMap};

use proto::registrations::v1::{Calendar, Category};

use super::*;
use crate::{
    definition::default,
    spreadsheet::{Sorted, sort},
};

const SAMPLE: &[u8] = include_bytes!("../../../../cli/sample/first-edition.csv");
const COUNTRIES: [&str; 9] = ["ar", "bz", "bo", "co", "cr", "do", "gt", "mx", "ni"];

fn edition() -> Edition {
    let titles = [
        ("Salud y seguridad ocupacional", "Occupational health and safety"),
        ("Medios de pago ágiles", "Agile means of payment"),
        ("Logística y cadenas de distribución", "Logistics and distribution chains"),
    ];
    let category = |(place, (spanish, english)): (usize, (&str, &str))| Category {
        id: format!("category-{place}"),
        titles: HashMap::from([("es", spanish), ("en", english)].map(|(key, title)| (key.into(), title.into()))),
    };
    Edition {
        categories: titles.into_iter().enumerate().map(category).collect(),
        tracks: vec![1, 2],
        countries: COUNTRIES.map(|code| format!("countries/{code}")).to_vec(),
        ..Default::default()
    }
}

fn sorted(country: &str, edition: &Edition) -> Sorted {
    let definition = default().expect("it comes along");
    sort(SAMPLE, &Mapping::default(), country, (edition, definition), "es").expect("a readable file")
}

#[test]
fn the_countries_share_a_file_without_loss() {
    let (mut good, mut refused) = (0, BTreeSet::new());
    for country in COUNTRIES {
        let sorted = sorted(country, &edition());
        assert!(sorted.good.iter().all(|entry| entry.row.country == country));
        good += sorted.good.len();
        refused.extend(sorted.refused.iter().map(|refusal| refusal.row));
        assert_eq!(sorted.refused_file.is_empty(), sorted.refused.is_empty());
    }
    assert_eq!((good, refused.len()), (91, 8));
}

#[test]
fn an_office_is_told_of_its_own_rows_and_of_those_that_are_nobodys() {
    let rows = |country| -> Vec<u32> {
        let sorted = sorted(country, &edition());
        sorted.refused.iter().map(|refusal| refusal.row).collect()
    };
    assert_eq!(rows("do").len(), 8);
    assert_eq!(rows("cr"), [7]);
}

#[test]
fn what_was_recorded_after_the_end_is_refused_unless_it_may_have_been_in_time_somewhere() {
    let closing = |closes: time::OffsetDateTime| Edition {
        calendar: Some(Calendar { opens: None, closes: Some(moment::timestamp(closes)) }),
        ..edition()
    };
    let refused = |edition: &Edition| {
        let sorted = sorted("do", edition);
        sorted.refused.iter().filter(|refusal| refusal.problem == Problem::RecordedTooLate).count()
    };
    let last = sorted("do", &edition()).good;
    let last = last.iter().filter_map(|entry| entry.row.recorded_at).max().expect("a dated row").assume_utc();
    assert_eq!(refused(&closing(last)), 0, "it may have been made east of UTC");
    assert_eq!(refused(&closing(last - EASTERNMOST)), 1);
    assert_eq!(refused(&closing(last - EASTERNMOST + time::Duration::SECOND)), 0);
}

/// The sample's first row of the Dominican Republic, with some cells replaced, beside what is asked.
fn first_with(cells: &[(&str, &str)], definition: &Definition) -> Sorted {
    let mut records = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(SAMPLE);
    let mut records = records.records().map(|record| record.expect("a record"));
    let header = records.next().expect("a header");
    let first = records.next().expect("a row");
    let replaced = header.iter().zip(&first).map(|(heading, cell)| {
        cells.iter().find(|(named, _)| heading.ends_with(named)).map_or(cell, |(_, cell)| *cell)
    });
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    writer.write_record(&header).expect("written");
    writer.write_record(replaced).expect("written");
    let file = writer.into_inner().expect("a file");
    sort(&file, &Mapping::default(), "do", (&edition(), definition), "es").expect("a readable file")
}

fn refused(cells: &[(&str, &str)], definition: &Definition) -> Vec<(String, String)> {
    let sorted = first_with(cells, definition);
    assert_eq!(sorted.good.len() + sorted.refused.len(), 1);
    let told = sorted.refused.iter().map(|refusal| refused_row(refusal, "es"));
    told.map(|row| (row.field, row.reason.trim_start_matches("REASON_").to_owned())).collect()
}

#[test]
fn a_row_is_measured_by_the_form_and_the_rules_as_a_submission_is() {
    let mut definition = default().expect("it comes along").clone();
    assert_eq!(refused(&[], &definition), []);
    let told = |field: &str, reason: &str| vec![(field.to_owned(), reason.to_owned())];
    let six = [("ODS", "1;2;3;4;5;6")];
    assert_eq!(refused(&six, &definition), told("sdgs", "INVALID_FIELD"), "five goals are asked for");
    let idea = [("Etapa", "Prototipo")];
    assert_eq!(refused(&idea, &definition), told("stage", "INVALID_FIELD"), "a rule wants what is at work");
    definition.rules.retain(|rule| rule.id != "at_work");
    assert_eq!(refused(&idea, &definition), [], "an edition may take prototypes");

    let questions = definition.forms.iter_mut().flat_map(|form| &mut form.questions);
    questions.filter(|question| question.id == "city").for_each(|question| question.required = true);
    let nowhere = [("Ciudad", "")];
    assert_eq!(refused(&nowhere, &definition), told("applicant.city", "REGISTRATION_INCOMPLETE"));
    assert_eq!(refused(&[("Resumen", ""), ("Tipo de organización", "")], &definition), [], "nobody asks for them");
    assert_eq!(refused(&[("Descripción", "")], &definition), told("description", "REGISTRATION_INCOMPLETE"));
}

#[test]
fn what_is_wrong_with_a_row_in_the_eyes_of_the_edition_is_told_in_its_own_words() {
    let sorted = first_with(&[("Etapa", "Idea")], default().expect("it comes along"));
    let [refusal] = sorted.refused.as_slice() else { panic!("{:?}", sorted.refused) };
    assert_eq!(refusal.message("es"), "Etapa: solo se puede registrar lo que ya está implementado");
    assert_eq!(sorted.unasked, [""; 0]);
}

#[test]
fn what_a_file_has_no_column_for_is_measured_by_nobody_and_named() {
    let mut definition = default().expect("it comes along").clone();
    for question in definition.forms.iter_mut().flat_map(|form| &mut form.questions) {
        question.required |= ["cost", "before"].contains(&question.id.as_str());
    }
    let sorted = first_with(&[], &definition);
    assert_eq!(sorted.good.len(), 1);
    assert_eq!(sorted.unasked, ["answers.cost", "answers.before"]);
}

#[test]
fn a_row_enters_as_it_would_have_been_submitted() {
    let sorted = sorted("do", &edition());
    for entry in &sorted.good {
        let registration = registration(entry, "2020").expect("a registration");
        assert!(registration.fingerprint.is_some());
        let message = super::super::rows::to_message(registration);
        assert_eq!(super::super::tests::faults(&message, &edition()), [""; 0], "row {}", entry.row.row);
    }
}
