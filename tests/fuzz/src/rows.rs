//! Spreadsheets that an office imports.

use std::{collections::HashMap, sync::LazyLock};

use proto::{
    platform::v1::Reason,
    registrations::v1::{Category, Edition, Track},
};
use registrations::spreadsheet::{Mapping, Problem, Sorted};

static EDITION: LazyLock<Edition> = LazyLock::new(|| {
    let titles = [("es", "Logística"), ("en", "Logistics")].map(|(key, title)| (key.into(), title.into()));
    Edition {
        categories: vec![Category { id: "logistics".into(), titles: HashMap::from(titles) }],
        tracks: vec![Track::Solution.into(), Track::Story.into()],
        countries: vec!["countries/do".into(), "countries/cr".into()],
        ..Edition::default()
    }
});

/// Larger than any sentence about a row.
const SENTENCE: usize = 400;

fn sort(bytes: &[u8], language: &str) -> platform::Result<Sorted> {
    let asked = (&*EDITION, registrations::spreadsheet::default_definition()?);
    registrations::spreadsheet::sort(bytes, &Mapping::default(), "do", asked, language)
}

pub fn read(bytes: &[u8]) {
    // Nothing but the sentences depends on it.
    let language = if bytes.len().is_multiple_of(2) { "es" } else { "en" };
    match sort(bytes, language) {
        Ok(sorted) => held(&sorted, bytes, language),
        Err(refusal) => crate::is_precise(&refusal, &[Reason::ImportUnreadable, Reason::ImportTooLarge]),
    }
}

fn held(sorted: &Sorted, bytes: &[u8], language: &str) {
    // What a workbook unpacks to has bounds of its own.
    let packed = bytes.starts_with(b"PK");
    let lines = bytes.len() / 2 + 2;
    assert!(packed || sorted.good.len() + sorted.refused.len() <= lines);
    for row in sorted.good.iter().map(|entry| &entry.row) {
        assert!(row.country == "do" && row.data_consent, "row {} must not register", row.row);
        assert!(!row.title.is_empty() && row.title.chars().count() <= 200, "row {}", row.row);
    }
    assert_eq!(sorted.refused_file.is_empty(), sorted.refused.is_empty());
    // A cell may be quoted, its quotes doubled, and guarded; the header comes along.
    let most = bytes.len() * 4 + (sorted.refused.len() + 1) * (SENTENCE + 500 * 3) + 100;
    assert!(
        packed || sorted.refused_file.len() <= most,
        "{} bytes came back of {}",
        sorted.refused_file.len(),
        bytes.len()
    );
    if !sorted.refused.is_empty() {
        comes_back(sorted, language);
    }
}

/// What goes back to the office is a file that can be imported, and nothing in it registers that was refused for what
/// stands in it. (A row that repeats another is alone now, and one that was refused for its length of line is mended.)
fn comes_back(sorted: &Sorted, language: &str) {
    let again = match sort(&sorted.refused_file, language) {
        Ok(again) => again,
        Err(refusal) => panic!("what came back cannot be read: {refusal}"),
    };
    let repeated = |problem: &Problem| matches!(problem, Problem::RepeatsRow { .. } | Problem::TooManyCells);
    let mendable = sorted.refused.iter().filter(|refusal| repeated(&refusal.problem)).count();
    assert!(again.good.len() <= mendable, "{} rows register that were refused", again.good.len());
}
