//! Texts by language: which of them somebody reads, and what is not translated.

use std::collections::HashMap;

use proto::registrations::v1::{Definition, Edition, Untranslated};

use super::plan;

/// A text in the languages that it is in.
pub type Texts = HashMap<String, String>;

/// The text in the first of these languages that it is in; else in Spanish, English, or the first by its code.
pub fn said<'a>(texts: &'a Texts, languages: &[&str]) -> &'a str {
    let written = |language: &str| texts.get(language).map(String::as_str).filter(|text| !text.trim().is_empty());
    let wanted = languages.iter().chain(&["es", "en"]).find_map(|language| written(language));
    let first = || texts.iter().filter(|(_, text)| !text.trim().is_empty()).min().map(|(_, text)| text.as_str());
    wanted.or_else(first).unwrap_or_default()
}

/// Every text of a definition with its path. Texts that may be empty, and are, are left out.
pub fn texts(definition: &Definition) -> Vec<(String, &Texts)> {
    let mut found = Vec::new();
    for (place, form) in definition.forms.iter().enumerate() {
        for (number, question) in form.questions.iter().enumerate() {
            let path = format!("forms[{place}].questions[{number}]");
            found.push((format!("{path}.label"), &question.label));
            if !question.hint.is_empty() {
                found.push((format!("{path}.hint"), &question.hint));
            }
            if !question.unit_label.is_empty() {
                found.push((format!("{path}.unit_label"), &question.unit_label));
            }
            for (number, choice) in question.choices.iter().enumerate() {
                found.push((format!("{path}.choices[{number}].label"), &choice.label));
            }
        }
    }
    for (number, rule) in definition.rules.iter().enumerate() {
        found.push((format!("rules[{number}].explanation"), &rule.explanation));
    }
    for (number, wording) in definition.wordings.iter().enumerate() {
        found.push((format!("wordings[{number}].text"), &wording.text));
    }
    found.extend(definition.plan.iter().flat_map(plan::texts));
    for (number, letter) in definition.letters.iter().enumerate() {
        for (field, texts) in [("subject", &letter.subject), ("body", &letter.body)] {
            if !texts.is_empty() {
                found.push((format!("letters[{number}].{field}"), texts));
            }
        }
    }
    found
}

/// Every text of an edition itself with its path: what it is called and asks, the categories that its forms let people choose
/// from, what reviewers score by, and what offices screen by.
pub fn texts_of_edition(edition: &Edition) -> Vec<(String, &Texts)> {
    let mut found = vec![("edition.title".to_owned(), &edition.title)];
    if !edition.question.is_empty() {
        found.push(("edition.question".to_owned(), &edition.question));
    }
    for (number, category) in edition.categories.iter().enumerate() {
        found.push((format!("edition.categories[{number}].titles"), &category.titles));
    }
    for (number, criterion) in edition.criteria.iter().enumerate() {
        found.push((format!("edition.criteria[{number}].titles"), &criterion.titles));
    }
    for (number, item) in edition.screening_items.iter().enumerate() {
        found.push((format!("edition.screening_items[{number}].texts"), &item.texts));
    }
    found
}

/// Whether texts stand under the codes of languages alone. A country may have any.
pub fn are_coded(texts: &Texts) -> bool {
    texts.keys().all(|code| (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// The texts of an edition and of what it asks that are not in every one of these languages.
pub fn untranslated(edition: &Edition, definition: &Definition, languages: &[&str]) -> Vec<Untranslated> {
    let lacking = |(path, texts): (String, &Texts)| {
        let missing = |language: &&&str| texts.get(**language).is_none_or(|text| text.trim().is_empty());
        let languages: Vec<String> = languages.iter().filter(missing).map(|language| (*language).to_owned()).collect();
        (!languages.is_empty()).then_some(Untranslated { path, languages })
    };
    texts_of_edition(edition).into_iter().chain(texts(definition)).filter_map(lacking).collect()
}

/// The definition with each text in one language alone.
pub fn spoken(mut definition: Definition, languages: &[&str]) -> Definition {
    let one = |texts: &mut Texts| {
        if texts.is_empty() {
            return;
        }
        let text = said(texts, languages).to_owned();
        let language = texts.iter().filter(|(_, found)| **found == text).map(|(language, _)| language.clone());
        let language = language.min_by_key(|language| {
            let place = languages.iter().position(|wanted| wanted == language);
            (place.unwrap_or(languages.len()), language.clone())
        });
        *texts = HashMap::from([(language.unwrap_or_default(), text)]);
    };
    for question in definition.forms.iter_mut().flat_map(|form| &mut form.questions) {
        one(&mut question.label);
        one(&mut question.hint);
        one(&mut question.unit_label);
        if let Some(unit) = question.unit_label.values().next() {
            question.unit.clone_from(unit);
        }
        question.choices.iter_mut().for_each(|choice| one(&mut choice.label));
    }
    definition.rules.iter_mut().for_each(|rule| one(&mut rule.explanation));
    definition.wordings.iter_mut().for_each(|wording| one(&mut wording.text));
    definition
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::{Category, Form, Question, Wording};

    use super::*;

    fn texts_of(texts: &[(&str, &str)]) -> Texts {
        texts.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_text_is_read_in_the_language_asked_for_or_in_one_that_there_is() {
        let texts = texts_of(&[("es", "Hola"), ("en", "Hello"), ("qu", "  ")]);
        assert_eq!(
            (said(&texts, &["en"]), said(&texts, &["qu", "en"]), said(&texts, &["pt"])),
            ("Hello", "Hello", "Hola")
        );
        assert_eq!(said(&texts_of(&[("pt", "Olá"), ("gn", "Mba'éichapa")]), &["es"]), "Mba'éichapa");
        assert_eq!(said(&Texts::new(), &["es"]), "");
    }

    #[test]
    fn what_lacks_a_language_is_reported_by_its_path() {
        let wordings = vec![
            Wording { id: "welcome".into(), text: texts_of(&[("es", "Hola"), ("en", "")]) },
            Wording { id: "submitted".into(), text: texts_of(&[("es", "Gracias"), ("en", "Thank you")]) },
        ];
        let days = Question {
            unit_label: texts_of(&[("es", "días")]),
            label: texts_of(&[("es", "¿?"), ("en", "?"), ("pt", "?")]),
            ..Question::default()
        };
        let forms = vec![Form { questions: vec![days], ..Form::default() }];
        let definition = Definition { forms, wordings, ..Definition::default() };
        let category = Category { id: "logistics".into(), titles: texts_of(&[("pt", "Logística")]) };
        let edition =
            Edition { title: texts_of(&[("es", "Abierta")]), categories: vec![category], ..Edition::default() };
        let found = untranslated(&edition, &definition, &["es", "en", "pt"]);
        let found: Vec<_> = found.iter().map(|text| (text.path.as_str(), text.languages.join(" "))).collect();
        let expected = [
            ("edition.title", "en pt"),
            ("edition.categories[0].titles", "es en"),
            ("forms[0].questions[0].unit_label", "en pt"),
            ("wordings[0].text", "en pt"),
            ("wordings[1].text", "pt"),
        ];
        assert_eq!(found, expected.map(|(path, languages)| (path, languages.to_owned())));
    }

    #[test]
    fn a_unit_is_spoken_like_the_question_that_it_is_of() {
        let unit_label = texts_of(&[("es", "días"), ("pt", "dias")]);
        let days = Question { unit: "days".into(), unit_label, ..Question::default() };
        let forms = vec![Form { questions: vec![days], ..Form::default() }];
        let read = |language: &str| {
            let spoken = spoken(Definition { forms: forms.clone(), ..Definition::default() }, &[language]);
            spoken.forms[0].questions[0].unit.clone()
        };
        assert_eq!((read("pt"), read("gn")), ("dias".to_owned(), "días".to_owned()));
    }
}
