//! Countries: what a country has to be to join the network.

pub mod admit;
mod facts;
pub mod get;
pub mod invite_admins;
pub mod list;
pub mod rows;
mod settings;
pub mod update;

use platform::{
    Error, Result,
    error::{Text, Violation},
};
use proto::{partners::v1::Country, platform::v1::Reason};

/// The languages that names are given in.
const NAME_LANGUAGES: [&str; 2] = ["en", "es"];
/// The longest name, in characters.
const LONGEST_NAME: usize = 200;
/// The longest text of a notice, in characters.
const LONGEST_NOTICE: usize = 20_000;

/// Checks what the contract's own rules cannot say. Names every field at fault.
pub fn check(country: &Country) -> Result<()> {
    let mut violations = Vec::new();
    if !country.display_names.keys().all(|language| NAME_LANGUAGES.contains(&language.as_str())) {
        violations.push(violation(
            "country.display_names",
            "names are given by the languages `es` and `en`",
            "los nombres se dan por los idiomas `es` y `en`",
        ));
    }
    if !country.display_names.values().all(|name| is_name(name)) {
        violations.push(violation(
            "country.display_names",
            "a name has 1 to 200 characters",
            "un nombre tiene de 1 a 200 caracteres",
        ));
    }
    if !country.languages.contains(&country.default_language) {
        violations.push(violation(
            "country.default_language",
            "this has to be one of the country's languages",
            "debe ser uno de los idiomas del país",
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
        let (english, spanish) =
            ("this has to be one of the country's languages", "debe ser uno de los idiomas del país");
        return Some(violation(&field, english, spanish));
    }
    let fits = !text.trim().is_empty() && text.chars().count() <= LONGEST_NOTICE;
    (!fits).then(|| violation(&field, "a notice has 1 to 20,000 characters", "un aviso tiene de 1 a 20.000 caracteres"))
}

fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= LONGEST_NAME
}

fn violation(field: &str, english: &str, spanish: &str) -> Violation {
    Violation { field: field.into(), text: Text::new(english, spanish) }
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
