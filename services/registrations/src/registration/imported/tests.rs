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
