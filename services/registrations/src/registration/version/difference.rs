//! What differs between two versions, field by field. Pure.

use std::collections::BTreeSet;

use platform::Result;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, ReflectMessage, Value};
use proto::registrations::v1::FieldDifference;

use super::{HANDED_IN_UNDER, answered, passages::passages, words::Words};

/// The answers to the edition's own questions: each is a field of its own, `answers.evidence`.
const ANSWERS: &str = "answers";

/// Characters above which a text is told by the passages that changed.
const LONG: usize = 100;

/// What differs, in the order of the contract's fields.
pub fn differences(
    earlier: &DynamicMessage,
    later: &DynamicMessage,
    words: &Words<'_>,
) -> Result<Vec<FieldDifference>> {
    let mut found = Vec::new();
    between("", earlier, later, words, &mut found)?;
    Ok(found)
}

fn between(
    above: &str,
    earlier: &DynamicMessage,
    later: &DynamicMessage,
    words: &Words<'_>,
    found: &mut Vec<FieldDifference>,
) -> Result<()> {
    for field in later.descriptor().fields() {
        let path = format!("{above}{}", field.name());
        let (before, after) = (earlier.get_field(&field), later.get_field(&field));
        if path == ANSWERS {
            of_answers(&before, &after, words, found)?;
            continue;
        }
        if HANDED_IN_UNDER.contains(&path.as_str()) {
            continue;
        }
        match (&*before, &*after) {
            (Value::Map(_), _) => of_maps(&path, &field, &before, &after, words, found)?,
            (Value::Message(before), Value::Message(after)) if is_ours(&field) => {
                between(&format!("{path}."), before, after, words, found)?;
            }
            (before, after) => {
                let shown = |message: &DynamicMessage, value| {
                    let unset = field.supports_presence() && !message.has_field(&field);
                    if unset || is_zero(&field, value) { Ok(String::new()) } else { words.shown(&field, value) }
                };
                add(&path, shown(earlier, before)?, shown(later, after)?, words, found);
            }
        }
    }
    Ok(())
}

/// Messages of the contract are looked into; those of others, such as timestamps, are values.
fn is_ours(field: &FieldDescriptor) -> bool {
    matches!(field.kind(), Kind::Message(message) if message.full_name().starts_with("aceleracion."))
}

/// A number that is 0 for want of a value.
fn is_zero(field: &FieldDescriptor, value: &Value) -> bool {
    !field.supports_presence() && matches!(value, Value::I32(0) | Value::I64(0))
}

/// Each key is a field of its own.
fn of_maps(
    path: &str,
    field: &FieldDescriptor,
    before: &Value,
    after: &Value,
    words: &Words<'_>,
    found: &mut Vec<FieldDifference>,
) -> Result<()> {
    let (Value::Map(before), Value::Map(after), Kind::Message(entry)) = (before, after, field.kind()) else {
        return Ok(());
    };
    let value_field = entry.map_entry_value_field();
    let keys: BTreeSet<&MapKey> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let shown = |value: Option<&Value>| match value {
            Some(value) => words.shown(&value_field, value),
            None => Ok(String::new()),
        };
        let path = format!("{path}.{}", Words::key(key));
        add(&path, shown(before.get(key))?, shown(after.get(key))?, words, found);
    }
    Ok(())
}

/// Each answer is a field of its own, under what was asked.
fn of_answers(before: &Value, after: &Value, words: &Words<'_>, found: &mut Vec<FieldDifference>) -> Result<()> {
    for one in answered::differing(before, after, &words.forms, words.language)? {
        let path = format!("{ANSWERS}.{}", one.question);
        let label = if one.label.is_empty() { path.clone() } else { one.label };
        found.push(difference(path, label, one.before, one.after));
    }
    Ok(())
}

fn add(path: &str, before: String, after: String, words: &Words<'_>, found: &mut Vec<FieldDifference>) {
    if before != after {
        found.push(difference(path.to_owned(), words.label(path), before, after));
    }
}

fn difference(field: String, label: String, before: String, after: String) -> FieldDifference {
    let long = before.chars().count().max(after.chars().count()) > LONG;
    let passages = if long && !before.is_empty() && !after.is_empty() { passages(&before, &after) } else { Vec::new() };
    FieldDifference { field, label, before, after, passages }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proto::registrations::v1::{
        Answer, Applicant, Category, Choice, Chosen, Edition, Form, Question, Registration, Stage, answer,
        changed_passage, question,
    };

    use super::{
        super::{answered::Forms, reflected},
        *,
    };
    use crate::definition::tests::texts;

    fn told(before: &Registration, after: &Registration, language: &str) -> Vec<(String, String, String, String)> {
        let titles = HashMap::from([("es".to_owned(), "Logística".to_owned())]);
        let category = Category { id: "logistics".into(), titles };
        let edition = Edition { categories: vec![category], ..Default::default() };
        let words = Words { language, edition: Some(&edition), forms: Forms::default() };
        let (before, after) = (reflected(before).expect("before"), reflected(after).expect("after"));
        let found = differences(&before, &after, &words).expect("differences").into_iter();
        found.map(|one| (one.field, one.label, one.before, one.after)).collect()
    }

    fn difference(field: &str, label: &str, before: &str, after: &str) -> (String, String, String, String) {
        (field.into(), label.into(), before.into(), after.into())
    }

    #[test]
    fn differences_are_told_by_field_in_words_of_the_reader() {
        let before =
            Registration { stage: Stage::Implemented.into(), jobs: Some(3), sdgs: vec![8], ..Default::default() };
        let applicant = Applicant { city: "Samaná".into(), ..Default::default() };
        let after = Registration {
            stage: Stage::Advanced.into(),
            category: "logistics".into(),
            applicant: Some(applicant),
            sdgs: vec![8, 9],
            women_led: Some(false),
            publication_consent: true,
            ..Default::default()
        };
        let expected = [
            difference("category", "Categoría", "", "Logística"),
            difference("applicant.city", "Ciudad", "", "Samaná"),
            difference("stage", "Etapa", "Implementado", "Avanzado"),
            difference("sdgs", "ODS", "8", "8; 9"),
            difference("jobs", "Empleos", "3", ""),
            difference("women_led", "Liderada por mujeres", "", "no"),
            difference("publication_consent", "Consentimiento de publicación", "no", "sí"),
        ];
        assert_eq!(told(&before, &after, "es"), expected);
        assert_eq!(told(&before, &after, "en")[2], difference("stage", "Stage", "Implemented", "Advanced"));
        assert!(told(&after, &after, "es").is_empty());
    }

    fn form(unit: &str, fixed: &str) -> Form {
        let question = |id: &str, kind: question::Kind| Question {
            id: id.into(),
            kind: kind.into(),
            label: texts(&format!("¿{id}?")),
            ..Question::default()
        };
        let choices = vec![Choice { id: "fixed".into(), label: texts(fixed) }];
        let cost = Question { unit: unit.into(), ..question("cost", question::Kind::Number) };
        Form {
            questions: vec![cost, Question { choices, ..question("paid", question::Kind::Choice) }],
            ..Form::default()
        }
    }

    #[test]
    fn answers_are_told_by_question_in_the_words_of_the_form_they_were_handed_in_under() {
        let answer = |question: &str, value: answer::Value| Answer { question: question.into(), value: Some(value) };
        let paid = answer("paid", answer::Value::Chosen(Chosen { choices: vec!["fixed".into()] }));
        let before = Registration {
            answers: vec![answer("cost", answer::Value::Number(500.0)), paid.clone()],
            edition_version: 1,
            ..Default::default()
        };
        let gone = answer("gone", answer::Value::Text("vino después".into()));
        let after = Registration {
            answers: vec![paid, answer("cost", answer::Value::Number(30.5)), gone],
            edition_version: 2,
            ..Default::default()
        };
        let (earlier, later) = (form("USD", "Precio fijo"), form("pesos", "Un precio"));
        let forms = Forms { earlier: Some(&earlier), later: Some(&later), files: None };
        let words = Words { language: "es", edition: None, forms };
        let told = |before: &Registration, after: &Registration| {
            let (before, after) = (reflected(before).expect("before"), reflected(after).expect("after"));
            let found = differences(&before, &after, &words).expect("differences").into_iter();
            found.map(|one| (one.field, one.label, one.before, one.after)).collect::<Vec<_>>()
        };
        let expected = [
            difference("answers.cost", "¿cost?", "500 USD", "30.5 pesos"),
            difference("answers.gone", "answers.gone", "", "vino después"),
        ];
        assert_eq!(told(&before, &after), expected, "what was chosen is called otherwise, and is the same");
        let first = told(&Registration::default(), &before);
        assert_eq!(first[1], difference("answers.paid", "¿paid?", "", "Un precio"));
    }

    #[test]
    fn a_long_text_is_told_by_the_passages_that_changed() {
        let text = "Cada cobro separa un porcentaje para reposición de inventario, que la dueña ve cada noche.";
        let before = Registration { description: format!("{text} {text}"), ..Default::default() };
        let after =
            Registration { description: format!("{text} {}", text.replace("noche", "mañana")), ..before.clone() };
        let words = Words { language: "es", edition: None, forms: Forms::default() };
        let (before, after) = (reflected(&before).expect("before"), reflected(&after).expect("after"));
        let found = differences(&before, &after, &words).expect("differences");
        let [description] = found.as_slice() else { panic!("{found:?}") };
        let changed = description.passages.iter().filter(|passage| passage.kind() != changed_passage::Kind::Same);
        let changed: Vec<(changed_passage::Kind, &str)> =
            changed.map(|passage| (passage.kind(), passage.words.as_str())).collect();
        assert_eq!(changed, [(changed_passage::Kind::Removed, "noche."), (changed_passage::Kind::Added, "mañana.")]);
    }
}
