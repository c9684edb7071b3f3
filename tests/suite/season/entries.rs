//! What is registered: a hundred rows of a file for each country, some by applicants who have a tie to an institution.

use proto::registrations::v1::{ImportRegistrationsRequest, ImportSettings, import_registrations_request::Content};

use super::{
    ENTRIES,
    cast::{INSTITUTIONS, Reviewer, Temper, display_name, domain},
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
    let (mut organisation, mut at) = (organisation(country, number), own_domain(country, number));
    match tie(number) {
        Some((institution, Found::Domain)) => at = domain(institution),
        Some((institution, Found::Name)) => organisation = display_name(institution),
        Some((_, Found::Recorded)) | None => {}
    }
    cells[ORGANISATION] = organisation;
    cells[EMAIL] = format!("contacto@{at}");
    cells[TITLE] = title(number);
    cells
}

/// Who applies, where it is none of the institutions.
pub fn organisation(country: &str, number: usize) -> String {
    format!("Taller {number} de {country}")
}

/// The domain in which an applicant of their own has their address.
pub fn own_domain(country: &str, number: usize) -> String {
    format!("taller-{number}-{country}.example.com")
}

/// What an entry is called; its number stands first.
pub fn title(number: usize) -> String {
    format!("{number:03} ruta compartida")
}

/// The number in a title.
pub fn number(title: &str) -> usize {
    title.get(..3).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

/// What ties an applicant to an institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The applicant has their address there.
    Domain,
    /// It is the institution that applies.
    Name,
    /// The office has recorded that it pays for the applicant.
    Recorded,
}

/// The institution that the applicant of an entry has a tie to, if any, and which.
pub fn tie(number: usize) -> Option<(usize, Found)> {
    let found = match number % 20 {
        0 | 5 => Found::Domain,
        10 => Found::Name,
        15 => Found::Recorded,
        _ => return None,
    };
    Some((number / 5 % INSTITUTIONS + 1, found))
}

/// The entry in whose applicant's domain the reviewer in this place has their own address; nothing else ties it.
pub fn entry_of(place: usize) -> usize {
    place * 5 + 1
}

/// Whether a reviewer has a conflict of interest of which everybody can know: by their institution, or by themselves.
pub fn is_tied(reviewer: &Reviewer, number: usize) -> bool {
    tie(number).is_some_and(|(institution, _)| institution == reviewer.institution)
        || entry_of(reviewer.place) == number
}

/// Whether a reviewer knows of a conflict that nobody else knows of.
pub fn is_known_to(reviewer: &Reviewer, number: usize) -> bool {
    reviewer.temper == Temper::Tied && number.is_multiple_of(3)
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
