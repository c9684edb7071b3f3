//! What people call the values of the contract: one file for each language, `es.json`, `en.json` and `pt.json`.
//!
//! What always holds: every value that people see has a label in every language, and no label is of something that the contract
//! has not. Reasons of errors have sentences of their own, and how far a call reaches is told to nobody.

use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;

/// The languages that there are labels in, by their ISO 639 codes; the network's first language comes first.
pub const LANGUAGES: [&str; 3] = ["es", "en", "pt"];

/// The labels of one language.
#[derive(Default, Deserialize)]
struct Labels {
    /// Of the Sustainable Development Goals, by their numbers.
    goals: HashMap<String, String>,
    /// Of the fields of a registration that an applicant writes, by their paths.
    fields: HashMap<String, String>,
    /// By the full names of the enumerations, and the names of their values.
    enumerations: HashMap<String, HashMap<String, String>>,
}

static LABELS: LazyLock<HashMap<&str, Labels>> = LazyLock::new(|| {
    let files = [include_str!("es.json"), include_str!("en.json"), include_str!("pt.json")];
    // That each can be read is tested: they are part of the program.
    LANGUAGES.into_iter().zip(files.map(|file| serde_json::from_str(file).unwrap_or_default())).collect()
});

/// The code of a language that there are labels in.
pub fn language(code: &str) -> Option<&'static str> {
    LANGUAGES.into_iter().find(|known| *known == code)
}

/// What people call a value, by the full name of its enumeration and its own name; nothing where it has no label.
pub fn of(enumeration: &str, value: &str, language: &str) -> Option<&'static str> {
    LABELS.get(language)?.enumerations.get(enumeration)?.get(value).map(String::as_str)
}

/// What people call a Sustainable Development Goal, by its number.
pub fn goal(number: i32, language: &str) -> Option<&'static str> {
    LABELS.get(language)?.goals.get(&number.to_string()).map(String::as_str)
}

/// What people call a field of a registration, by its path; nothing where it is none that an applicant writes.
pub fn field(path: &str, language: &str) -> Option<&'static str> {
    LABELS.get(language)?.fields.get(path).map(String::as_str)
}

/// Whether people see the values of an enumeration.
pub fn is_seen(enumeration: &str) -> bool {
    enumeration.starts_with("aceleracion.") && !UNSEEN.contains(&enumeration)
}

/// Enumerations whose values stand nowhere but in programs.
const UNSEEN: [&str; 2] = ["aceleracion.platform.v1.Reason", "aceleracion.platform.v1.Reach"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every value that people see, with its enumeration.
    fn seen() -> BTreeSet<(String, String)> {
        let enumerations = proto::pool().all_enums().filter(|one| is_seen(one.full_name()));
        let values = enumerations.flat_map(|one| {
            let values = one.values().filter(|value| value.number() != 0);
            values.map(|value| (one.full_name().to_owned(), value.name().to_owned())).collect::<Vec<_>>()
        });
        values.collect()
    }

    #[test]
    fn every_value_that_people_see_has_a_label_in_every_language_and_no_label_is_left_over() {
        let seen = seen();
        assert!(seen.len() > 100, "{}", seen.len());
        for language in LANGUAGES {
            let lacking: Vec<_> = seen
                .iter()
                .filter(|(one, value)| of(one, value, language).is_none_or(|label| label.trim().is_empty()))
                .collect();
            assert!(lacking.is_empty(), "{language}.json lacks {lacking:?}");
            let labels = LABELS[language].enumerations.iter();
            let there = labels.flat_map(|(one, values)| values.keys().map(move |value| (one.clone(), value.clone())));
            let over: Vec<_> = there.filter(|label| !seen.contains(label)).collect();
            assert!(over.is_empty(), "{language}.json has {over:?} of nothing");
            assert!((1..=17).all(|number| goal(number, language).is_some_and(|label| !label.is_empty())), "{language}");
        }
    }

    #[test]
    fn the_same_fields_have_labels_in_every_language_and_each_is_one_of_a_registration() {
        let registration = proto::pool().get_message_by_name("aceleracion.registrations.v1.Registration");
        let registration = registration.expect("a message");
        let paths = |language: &str| LABELS[language].fields.keys().cloned().collect::<BTreeSet<_>>();
        for path in paths("es") {
            let (first, rest) = path.split_once('.').map_or((path.as_str(), None), |(first, rest)| (first, Some(rest)));
            let found = registration.get_field_by_name(first).expect("a field");
            let is_known = rest.is_none_or(|rest| {
                found.kind().as_message().is_some_and(|message| message.get_field_by_name(rest).is_some())
            });
            assert!(is_known, "{path}");
        }
        for language in LANGUAGES {
            assert_eq!(paths(language), paths("es"), "{language}");
            let labels: BTreeSet<&String> = LABELS[language].fields.values().collect();
            assert_eq!(labels.len(), LABELS[language].fields.len(), "{language}: two are called the same");
            assert!(labels.iter().all(|label| !label.trim().is_empty()), "{language}");
        }
    }

    #[test]
    fn no_two_values_of_an_enumeration_are_called_the_same() {
        for language in LANGUAGES {
            for (one, values) in &LABELS[language].enumerations {
                let labels: BTreeSet<&String> = values.values().collect();
                assert_eq!(labels.len(), values.len(), "{language}: {one}");
            }
        }
    }
}
