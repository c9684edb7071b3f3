//! How two versions read what the edition itself asked, question by question: each by the form that it was handed in under.

use std::collections::HashMap;

use platform::{Error, Result, error::Text};
use prost_reflect::Value as Reflected;
use proto::registrations::v1::{Answer, Form, Question, answer::Value};

use crate::{
    definition::{languages::said, question_of},
    registration::{answers::named, table::spoken},
};

/// What the two versions were handed in under.
#[derive(Clone, Copy, Default)]
pub struct Forms<'a> {
    /// The form of the earlier one; nothing where it is not known, or there is no earlier one.
    pub earlier: Option<&'a Form>,
    /// That of the later one.
    pub later: Option<&'a Form>,
    /// What files are called, by their names.
    pub files: Option<&'a HashMap<String, String>>,
}

/// An answer that is not the same in both.
pub struct Differing {
    /// The id of the question.
    pub question: String,
    /// What was asked; empty where nobody knows any more.
    pub label: String,
    /// In words; empty where it has none.
    pub before: String,
    /// The same of the later one.
    pub after: String,
}

/// The answers that differ, those of the later version first, each in the order in which they stand.
pub fn differing(before: &Reflected, after: &Reflected, forms: &Forms<'_>, language: &str) -> Result<Vec<Differing>> {
    let (before, after) = (answers(before)?, answers(after)?);
    let mut questions: Vec<&str> = Vec::new();
    for answer in after.iter().chain(&before) {
        if !questions.contains(&answer.question.as_str()) {
            questions.push(&answer.question);
        }
    }
    let mut found = Vec::new();
    for question in questions {
        let (earlier, later) = (value_of(&before, question), value_of(&after, question));
        if earlier == later {
            continue;
        }
        let asked = |form: Option<&Form>| form.and_then(|form| question_of(form, question)).cloned();
        let (asked_before, asked_after) = (asked(forms.earlier), asked(forms.later));
        let label = asked_after.as_ref().or(asked_before.as_ref()).map(|asked| said(&asked.label, &[language]));
        let words = |value: Option<&Value>, asked: &Option<Question>| {
            value.map(|value| in_words(value, asked.as_ref(), forms.files, language)).unwrap_or_default()
        };
        found.push(Differing {
            question: question.to_owned(),
            label: label.unwrap_or_default().to_owned(),
            before: words(earlier, &asked_before),
            after: words(later, &asked_after),
        });
    }
    Ok(found)
}

fn answers(field: &Reflected) -> Result<Vec<Answer>> {
    let Reflected::List(all) = field else { return Ok(Vec::new()) };
    let messages = all.iter().filter_map(Reflected::as_message);
    messages.map(|message| message.transcode_to().map_err(Error::internal)).collect()
}

fn value_of<'a>(answers: &'a [Answer], question: &str) -> Option<&'a Value> {
    answers.iter().find(|answer| answer.question == question).and_then(|answer| answer.value.as_ref())
}

/// An answer as it reads under its question; without one, as it was given.
fn in_words(
    value: &Value,
    asked: Option<&Question>,
    files: Option<&HashMap<String, String>>,
    language: &str,
) -> String {
    match value {
        Value::Text(text) | Value::Date(text) | Value::Location(text) => text.clone(),
        Value::Number(number) => {
            let unit = asked.map(|asked| match said(&asked.unit_label, &[language]) {
                "" => asked.unit.as_str(),
                unit => unit,
            });
            let unit = unit.unwrap_or_default();
            format!("{number} {unit}").trim_end().to_owned()
        }
        Value::Chosen(chosen) => {
            let called = |id: &String| {
                let choice = asked.and_then(|asked| asked.choices.iter().find(|choice| choice.id == *id));
                let label = choice.map(|choice| said(&choice.label, &[language])).filter(|label| !label.is_empty());
                label.unwrap_or(id).to_owned()
            };
            chosen.choices.iter().map(called).collect::<Vec<_>>().join("; ")
        }
        Value::File(_) | Value::Files(_) => {
            let called = |name: &String| files.and_then(|files| files.get(name)).unwrap_or(name).clone();
            named(value).iter().map(called).collect::<Vec<_>>().join("; ")
        }
        Value::Consent(given) => {
            let (english, spanish, portuguese) = if *given { ("yes", "sí", "sim") } else { ("no", "no", "não") };
            Text::told(english, spanish, portuguese).in_language(spoken(language)).to_owned()
        }
    }
}
