//! What is registered: a hundred rows of a file for each country, some by applicants who have a tie to an institution.

use proto::registrations::v1::{ImportRegistrationsRequest, ImportSettings, import_registrations_request::Content};

use super::{
    ENTRIES,
    cast::{INSTITUTIONS, domain},
};
use crate::import::files::{row, spanish};

/// The edition that they enter.
pub const EDITION: &str = "editions/season";

/// Columns of the rows that differ.
const COUNTRY: usize = 0;
const ORGANISATION: usize = 3;
const TITLE: usize = 5;
const EMAIL: usize = 9;

/// The messages that import the rows of a country.
pub fn file(country: &str) -> Vec<ImportRegistrationsRequest> {
    let rows: Vec<Vec<String>> = (0..ENTRIES).map(|number| entry(country, number)).collect();
    let settings =
        ImportSettings { parent: format!("countries/{country}"), edition: EDITION.into(), ..Default::default() };
    let contents = [Content::Settings(settings), Content::Chunk(spanish(&rows))];
    contents.map(|content| ImportRegistrationsRequest { content: Some(content) }).to_vec()
}

fn entry(country: &str, number: usize) -> Vec<String> {
    let mut cells = row(&title(number), "Diez talleres comparten un camión y reparten por la mañana.");
    cells[COUNTRY] = country.into();
    cells[ORGANISATION] = format!("Taller {number} de {country}");
    let at = match tie(number) {
        Some(institution) => domain(institution),
        None => format!("taller-{number}-{country}.example.com"),
    };
    cells[EMAIL] = format!("contacto@{at}");
    cells[TITLE] = title(number);
    cells
}

/// What an entry is called; its number stands first.
pub fn title(number: usize) -> String {
    format!("{number:03} ruta compartida")
}

/// The number in a title.
pub fn number(title: &str) -> usize {
    title.get(..3).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

/// The institution that the applicant of an entry has a tie to, if any.
pub fn tie(number: usize) -> Option<usize> {
    number.is_multiple_of(5).then(|| number / 5 % INSTITUTIONS + 1)
}

/// Whether the office keeps it out.
pub fn is_ineligible(number: usize) -> bool {
    number % 20 == 7
}

/// What a reviewer without a temper would give it, 0 to 5.
pub fn merit(number: usize) -> i32 {
    [4, 5, 2, 4, 3, 1, 4][number % 7]
}

/// Whether its institution asks for something to be mended first.
pub fn is_mended(number: usize) -> bool {
    number % 10 == 3
}

/// Whether its evidence does not hold.
pub fn is_false(number: usize) -> bool {
    number % 17 == 1
}
