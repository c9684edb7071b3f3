//! What is wrong with a filter, and where.

use super::Position;
use crate::error::{Error, Text};

/// A refusal of what stands at a place of the filter.
pub fn refused(place: Position, english: String, spanish: String, portuguese: String) -> Error {
    let Position(place) = place;
    let text = Text::told(
        format!("at character {place}: {english}"),
        format!("en el carácter {place}: {spanish}"),
        format!("no caractere {place}: {portuguese}"),
    );
    Error::invalid("filter", text)
}

/// The same refusal with the place at which it came up; one that names no filter stays.
pub fn at(place: Position, problem: Error) -> Error {
    use crate::error::Language::{English, Portuguese, Spanish};
    match problem.violations() {
        [violation] if violation.field == "filter" => {
            let said = |language| violation.text.in_language(language).to_owned();
            refused(place, said(English), said(Spanish), said(Portuguese))
        }
        _ => problem,
    }
}
