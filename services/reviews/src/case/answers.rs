//! The answers to an edition's own questions: as the column of a case has them, and as somebody reads them.

use std::collections::HashMap;

use platform::error::{Language, Text};
use proto::{
    registrations::v1::{Answer, AnsweredQuestion, Chosen, Files, answer::Value},
    reviews::v1::CaseAnswer,
};
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

/// A text by language.
type Texts = HashMap<String, String>;

/// The answers in the order of the form. A list, so that erasure leaves an empty one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Answers(Vec<Kept>);

/// One answer beside its question as it was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    question: String,
    label: Texts,
    unit: String,
    /// The unit by language; empty where it is the same in every one, or was kept before it was told.
    #[serde(default)]
    unit_label: Texts,
    /// What was chosen, by id.
    choices: Vec<(String, Texts)>,
    value: Given,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Given {
    Text(String),
    Number(f64),
    Chosen(Vec<String>),
    Date(String),
    Location(String),
    File(String),
    Consent(bool),
    Files(Vec<String>),
}

impl Answers {
    /// Those of an event; what has no answer in it is left out.
    pub fn of(told: Vec<AnsweredQuestion>) -> Self {
        Self(told.into_iter().filter_map(kept).collect())
    }

    /// What the question of this id was called, where it was answered.
    pub fn label(&self, question: &str) -> Option<&Texts> {
        self.0.iter().find(|kept| kept.question == question).map(|kept| &kept.label)
    }

    /// As somebody reads them in this language.
    pub fn to_messages(&self, language: Language) -> Vec<CaseAnswer> {
        self.0.iter().map(|kept| message(kept, language)).collect()
    }
}

fn kept(told: AnsweredQuestion) -> Option<Kept> {
    let answer = told.answer?;
    let value = match answer.value? {
        Value::Text(text) => Given::Text(text),
        Value::Number(number) => Given::Number(number),
        Value::Chosen(chosen) => Given::Chosen(chosen.choices),
        Value::Date(date) => Given::Date(date),
        Value::Location(place) => Given::Location(place),
        Value::File(file) => Given::File(file),
        Value::Consent(given) => Given::Consent(given),
        Value::Files(files) => Given::Files(files.names),
    };
    let choices = told.choices.into_iter().map(|choice| (choice.id, choice.label)).collect();
    let AnsweredQuestion { label, unit, unit_label, .. } = told;
    Some(Kept { question: answer.question, label, unit, unit_label, choices, value })
}

fn message(kept: &Kept, language: Language) -> CaseAnswer {
    let value = match kept.value.clone() {
        Given::Text(text) => Value::Text(text),
        Given::Number(number) => Value::Number(number),
        Given::Chosen(choices) => Value::Chosen(Chosen { choices }),
        Given::Date(date) => Value::Date(date),
        Given::Location(place) => Value::Location(place),
        Given::File(file) => Value::File(file),
        Given::Consent(given) => Value::Consent(given),
        Given::Files(names) => Value::Files(Files { names }),
    };
    CaseAnswer {
        label: said(&kept.label, language).unwrap_or(&kept.question).to_owned(),
        words: words(kept, language),
        answer: Some(Answer { question: kept.question.clone(), value: Some(value) }),
    }
}

fn words(kept: &Kept, language: Language) -> String {
    match &kept.value {
        Given::Text(text) | Given::Date(text) | Given::Location(text) => text.clone(),
        Given::Number(number) => {
            let unit = said(&kept.unit_label, language).unwrap_or(&kept.unit);
            format!("{number} {unit}").trim_end().to_owned()
        }
        Given::Chosen(ids) => {
            let called = |id: &String| {
                let label = kept.choices.iter().find(|(known, _)| known == id).map(|(_, label)| label);
                label.and_then(|label| said(label, language)).unwrap_or(id).to_owned()
            };
            ids.iter().map(called).collect::<Vec<_>>().join("; ")
        }
        Given::File(_) => a_file().in_language(language).to_owned(),
        Given::Files(names) => {
            let told = match names.len() {
                1 => a_file(),
                count => Text::told(format!("{count} files"), format!("{count} archivos"), format!("{count} arquivos")),
            };
            told.in_language(language).to_owned()
        }
        Given::Consent(given) => {
            let (english, spanish, portuguese) = if *given { ("yes", "sí", "sim") } else { ("no", "no", "não") };
            Text::told(english, spanish, portuguese).in_language(language).to_owned()
        }
    }
}

fn a_file() -> Text {
    Text::told("a file", "un archivo", "um arquivo")
}

/// The text in this language, or else in Spanish, English, or the first by its code.
fn said(texts: &Texts, language: Language) -> Option<&str> {
    let written = |language: &str| texts.get(language).filter(|text| !text.trim().is_empty());
    let wanted = [language.tag(), "es", "en"].into_iter().find_map(written);
    wanted.or_else(|| texts.iter().min().map(|(_, text)| text)).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::Choice;

    use super::*;

    fn texts(all: &[(&str, &str)]) -> Texts {
        all.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())).collect()
    }

    fn told(value: Value) -> AnsweredQuestion {
        AnsweredQuestion {
            label: texts(&[("es", "¿Con qué?"), ("en", "With what?")]),
            unit: "USD".into(),
            unit_label: Texts::default(),
            choices: vec![Choice { id: "phone".into(), label: texts(&[("es", "Un teléfono")]) }],
            answer: Some(Answer { question: "tools".into(), value: Some(value) }),
        }
    }

    #[test]
    fn an_answer_is_read_in_words_of_the_readers_language_or_of_one_that_there_is() {
        let values = [
            (Value::Text("Con el móvil".into()), "Con el móvil"),
            (Value::Number(2.5), "2.5 USD"),
            (Value::Chosen(Chosen { choices: vec!["phone".into(), "gone".into()] }), "Un teléfono; gone"),
            (Value::Date("2020-08-31".into()), "2020-08-31"),
            (Value::File("countries/do/registrations/1/files/2".into()), "a file"),
            (Value::Files(Files { names: vec!["2".into()] }), "a file"),
            (Value::Files(Files { names: vec!["2".into(), "3".into()] }), "2 files"),
        ];
        for (value, words) in values {
            let column = serde_json::to_value(Answers::of(vec![told(value.clone())])).expect("a column");
            assert!(column.is_array(), "erasure leaves an empty list");
            let answers: Answers = serde_json::from_value(column).expect("answers");
            let read = answers.to_messages(Language::English);
            let [read] = read.as_slice() else { panic!("one answer: {read:?}") };
            assert_eq!((read.label.as_str(), read.words.as_str()), ("With what?", words));
            assert_eq!(read.answer, told(value).answer);
            assert_eq!(answers.to_messages(Language::Spanish)[0].label, "¿Con qué?");
        }
        assert_eq!(Answers::of(vec![AnsweredQuestion::default()]), Answers::default());
    }

    #[test]
    fn a_number_is_read_in_the_unit_of_the_readers_language() {
        let unit_label = texts(&[("es", "días"), ("en", "days")]);
        let told = AnsweredQuestion { unit: "days".into(), unit_label, ..told(Value::Number(3.0)) };
        let answers = Answers::of(vec![told]);
        let read = |language| answers.to_messages(language)[0].words.clone();
        assert_eq!((read(Language::Spanish), read(Language::English)), ("3 días".to_owned(), "3 days".to_owned()));
    }
}
