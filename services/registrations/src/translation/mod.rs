//! Translations: the words of a registration in other languages, and who made them.
//!
//! What always holds: the original is never touched, each language has one translation, and whoever reads one can tell
//! whether a person or a machine made it, and whether the original was changed since.

pub mod delete;
pub mod list;
pub mod rows;
pub mod update;

use platform::{
    Result, Scope,
    error::{Text, Violation},
};
use proto::registrations::v1::{Translation, translation::Origin};

use crate::{country, registration::rows::Model as Registration};

/// Languages of one registration: more than any country has, and few enough to come at once.
pub const MOST: u64 = 20;

/// The language that a registration is written in: the one it says, or else the one its applicant is written to in.
pub async fn source_language(scope: &Scope, registration: &Registration) -> Result<String> {
    match registration.written_in() {
        "" => country::rows::default_language(scope).await,
        language => Ok(language.to_owned()),
    }
}

/// What the rules of single fields cannot say of a translation into `language` of what is written in `source`.
pub fn faults(translation: &Translation, language: &str, source: &str) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut wrong = |field: &str, english: &str, spanish: &str, portuguese: &str| {
        let text = Text::told(english, spanish, portuguese);
        violations.push(Violation { field: format!("translation.{field}"), text });
    };
    if language == source {
        wrong(
            "name",
            "the registration is written in this language; a translation is into another one",
            "el registro está escrito en este idioma; una traducción es a otro",
            "o registro está escrito neste idioma; uma tradução é para outro",
        );
    }
    match translation.origin() {
        Origin::Machine if translation.engine.trim().is_empty() => wrong(
            "engine",
            "name the program that translated, with its version",
            "nombre el programa que tradujo, con su versión",
            "indique o programa que traduziu, com a sua versão",
        ),
        Origin::Person if !translation.engine.trim().is_empty() => wrong(
            "engine",
            "a person translated; a program is named with the origin MACHINE alone",
            "tradujo una persona; un programa se nombra solo con el origen MACHINE",
            "quem traduziu foi uma pessoa; um programa só é indicado com a origem MACHINE",
        ),
        _ => {}
    }
    let words = [&translation.title, &translation.summary, &translation.problem, &translation.description];
    if words.iter().all(|text| text.trim().is_empty()) {
        wrong(
            "title",
            "translate at least one of the texts",
            "traduzca al menos uno de los textos",
            "traduza ao menos um dos textos",
        );
    }
    violations
}

/// Whether the words that are translated differ between two versions of a registration.
pub fn differs(before: &Registration, after: &Registration) -> bool {
    let words = |row: &Registration| {
        [&row.title, &row.summary, &row.problem, &row.description].map(|text| text.trim().to_owned())
    };
    words(before) != words(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translation(origin: Origin, engine: &str, title: &str) -> Translation {
        Translation { origin: origin.into(), engine: engine.into(), title: title.into(), ..Default::default() }
    }

    fn fields(translation: &Translation, language: &str) -> Vec<String> {
        faults(translation, language, "en").into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn a_translation_is_into_another_language_and_says_who_made_it() {
        assert!(fields(&translation(Origin::Person, "", "Cobros"), "es").is_empty());
        assert!(fields(&translation(Origin::Machine, "opus-mt 1.2", "Cobros"), "es").is_empty());
        assert_eq!(fields(&translation(Origin::Person, "", "Payments"), "en"), ["translation.name"]);
        assert_eq!(fields(&translation(Origin::Machine, " ", "Cobros"), "es"), ["translation.engine"]);
        assert_eq!(fields(&translation(Origin::Person, "opus-mt 1.2", "Cobros"), "es"), ["translation.engine"]);
        assert_eq!(fields(&translation(Origin::Machine, "", " "), "en").len(), 3, "all faults together");
    }

    #[test]
    fn a_translation_is_outdated_by_other_words_and_by_nothing_else() {
        let before = Registration { title: "Payments".into(), ..Registration::draft("bz", "her".into(), "2021") };
        let same = Registration { city: "Belmopan".into(), title: "Payments ".into(), ..before.changed() };
        assert!(!differs(&before, &same));
        assert!(differs(&before, &Registration { problem: "Queues".into(), ..before.changed() }));
    }
}
