//! Countries: what a country has to be to join the network, and how it lives there.

pub mod admit;
pub mod cancel_erasure;
pub mod confirm_erasure;
pub mod erase;
mod facts;
pub mod get;
pub mod invite_admins;
pub mod list;
pub mod resume;
pub mod rows;
mod settings;
pub mod suspend;
pub mod update;

use platform::{
    Error, Result,
    error::{Text, Violation},
};
use proto::{
    partners::v1::{Country, country::State},
    platform::v1::Reason,
};
use rows::Model;
use time::{Duration, OffsetDateTime};

/// The languages that names are given in.
const NAME_LANGUAGES: [&str; 3] = ["en", "es", "pt"];
/// The longest name, in characters.
const LONGEST_NAME: usize = 200;
/// The longest text of a notice, in characters.
const LONGEST_NOTICE: usize = 20_000;

/// How long another admin may confirm that a country be erased.
const CONFIRMED_WITHIN: Duration = Duration::days(7);

/// Whether somebody asks that the country be erased, and another may confirm it.
fn is_asked_for(row: &Model, now: OffsetDateTime) -> bool {
    row.erasure_asked_at.is_some_and(|asked| now - asked <= CONFIRMED_WITHIN)
}

/// Refuses a country in another state than these.
fn expect(row: &Model, states: &[State]) -> Result<()> {
    let state = row.state();
    if states.contains(&state) {
        return Ok(());
    }
    Err(match state {
        State::Suspended => {
            not_in_this_state("this country is suspended", "este país está suspendido", "este país está suspenso")
        }
        State::Erased => not_in_this_state("this country was erased", "este país fue borrado", "este país foi apagado"),
        _ => not_in_this_state("this country takes part", "este país participa", "este país já participa"),
    })
}

fn not_in_this_state(english: &str, spanish: &str, portuguese: &str) -> Error {
    Error::refused(Reason::StateNotAllowed, Text::told(english, spanish, portuguese))
}

/// Checks what the contract's own rules cannot say. Names every field at fault.
pub fn check(country: &Country) -> Result<()> {
    let mut violations = Vec::new();
    if !country.display_names.keys().all(|language| NAME_LANGUAGES.contains(&language.as_str())) {
        violations.push(violation(
            "country.display_names",
            "names are given by the languages `es`, `en` and `pt`",
            "los nombres se dan por los idiomas `es`, `en` y `pt`",
            "os nomes são dados pelos idiomas `es`, `en` e `pt`",
        ));
    }
    if !country.display_names.values().all(|name| is_name(name)) {
        violations.push(violation(
            "country.display_names",
            "a name has 1 to 200 characters",
            "un nombre tiene de 1 a 200 caracteres",
            "um nome tem de 1 a 200 caracteres",
        ));
    }
    if !country.languages.contains(&country.default_language) {
        violations.push(violation(
            "country.default_language",
            "this has to be one of the country's languages",
            "debe ser uno de los idiomas del país",
            "deve ser um dos idiomas do país",
        ));
    }
    let notice = country.settings.as_ref().and_then(|settings| settings.notice.as_ref());
    for (language, text) in notice.map(|notice| &notice.texts).into_iter().flatten() {
        violations.extend(fault_of_notice(country, language, text));
    }
    if violations.is_empty() { Ok(()) } else { Err(Error::fields(Reason::InvalidField, violations)) }
}

fn fault_of_notice(country: &Country, language: &String, text: &str) -> Option<Violation> {
    let field = format!("country.settings.notice.texts[{language}]");
    if !country.languages.contains(language) {
        let (english, spanish, portuguese) = (
            "this has to be one of the country's languages",
            "debe ser uno de los idiomas del país",
            "deve ser um dos idiomas do país",
        );
        return Some(violation(&field, english, spanish, portuguese));
    }
    let fits = !text.trim().is_empty() && text.chars().count() <= LONGEST_NOTICE;
    (!fits).then(|| {
        violation(
            &field,
            "a notice has 1 to 20,000 characters",
            "un aviso tiene de 1 a 20.000 caracteres",
            "um aviso tem de 1 a 20.000 caracteres",
        )
    })
}

fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= LONGEST_NAME
}

fn violation(field: &str, english: &str, spanish: &str, portuguese: &str) -> Violation {
    Violation { field: field.into(), text: Text::told(english, spanish, portuguese) }
}

#[cfg(test)]
mod tests {
    use proto::partners::v1::{CountrySettings, DataProtectionNotice};

    use super::*;

    fn country() -> Country {
        Country {
            display_names: [("es".to_owned(), "República Dominicana".to_owned())].into(),
            languages: vec!["es".into(), "ht".into()],
            default_language: "es".into(),
            ..Country::default()
        }
    }

    fn faults(country: &Country) -> Vec<String> {
        let error = check(country).expect_err("a refusal");
        assert_eq!(error.reason(), Reason::InvalidField);
        error.violations().iter().map(|violation| violation.field.clone()).collect()
    }

    #[test]
    fn a_country_with_a_name_and_a_language_of_its_own_is_admitted() {
        check(&country()).expect("nothing at fault");
    }

    #[test]
    fn the_default_language_is_one_of_its_languages() {
        let other = Country { default_language: "en".into(), ..country() };
        assert_eq!(faults(&other), ["country.default_language"]);
    }

    #[test]
    fn names_are_not_blank_not_too_long_and_in_known_languages() {
        for (language, name) in [("es", "  ".to_owned()), ("es", "x".repeat(201)), ("fr", "Belize".to_owned())] {
            let other = Country { display_names: [(language.to_owned(), name)].into(), ..country() };
            assert_eq!(faults(&other), ["country.display_names"]);
        }
    }

    #[test]
    fn a_notice_is_written_in_its_languages_and_says_something() {
        for (language, text) in [("en", "x".to_owned()), ("es", " ".to_owned()), ("es", "x".repeat(20_001))] {
            let notice = DataProtectionNotice { texts: [(language.to_owned(), text)].into(), ..Default::default() };
            let settings = CountrySettings { notice: Some(notice), ..CountrySettings::default() };
            let other = Country { settings: Some(settings), ..country() };
            assert_eq!(faults(&other), [format!("country.settings.notice.texts[{language}]")]);
        }
    }

    #[test]
    fn all_faults_come_together() {
        let other = Country {
            display_names: [("fr".to_owned(), String::new())].into(),
            default_language: "en".into(),
            ..country()
        };
        assert_eq!(faults(&other).len(), 3);
    }
}
