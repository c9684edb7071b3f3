//! The answers of a registration as its row has them.

use proto::registrations::v1::{Answer, Chosen, answer::Value};
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Answers by the ids of their questions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Answers(Vec<(String, Option<Given>)>);

/// One answer.
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
}

impl Answers {
    /// The answers of a message.
    pub fn of(answers: &[Answer]) -> Self {
        Self(answers.iter().map(|answer| (answer.question.clone(), answer.value.clone().map(Given::from))).collect())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The answers in words, each with its question.
    pub fn in_words(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(question, given)| match given {
            Some(Given::Text(words) | Given::Location(words)) => Some((question.as_str(), words.as_str())),
            _ => None,
        })
    }

    /// The answers as a message has them.
    pub fn into_messages(self) -> Vec<Answer> {
        self.0.into_iter().map(|(question, given)| Answer { question, value: given.map(Value::from) }).collect()
    }
}

/// The files that answers name, by their ids.
pub fn files(answers: &[Answer]) -> impl Iterator<Item = Uuid> {
    answers.iter().filter_map(|answer| match &answer.value {
        Some(Value::File(name)) => Uuid::try_parse(name.rsplit('/').next()?).ok(),
        _ => None,
    })
}

impl From<Value> for Given {
    fn from(value: Value) -> Self {
        match value {
            Value::Text(text) => Given::Text(text),
            Value::Number(number) => Given::Number(number),
            Value::Chosen(chosen) => Given::Chosen(chosen.choices),
            Value::Date(date) => Given::Date(date),
            Value::Location(place) => Given::Location(place),
            Value::File(file) => Given::File(file),
            Value::Consent(given) => Given::Consent(given),
        }
    }
}

impl From<Given> for Value {
    fn from(given: Given) -> Self {
        match given {
            Given::Text(text) => Value::Text(text),
            Given::Number(number) => Value::Number(number),
            Given::Chosen(choices) => Value::Chosen(Chosen { choices }),
            Given::Date(date) => Value::Date(date),
            Given::Location(place) => Value::Location(place),
            Given::File(file) => Value::File(file),
            Given::Consent(given) => Value::Consent(given),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_every_kind_come_back_from_their_column() {
        let values = [
            Value::Text("sí".into()),
            Value::Number(2.5),
            Value::Chosen(Chosen { choices: vec!["a".into()] }),
            Value::Date("2020-08-31".into()),
            Value::Location("Santiago".into()),
            Value::File("countries/do/registrations/1/files/2".into()),
            Value::Consent(true),
        ];
        let mut answers: Vec<Answer> = values.map(|value| Answer { question: "q".into(), value: Some(value) }).into();
        answers.push(Answer { question: "open".into(), value: None });
        let column = serde_json::to_value(Answers::of(&answers)).expect("a column");
        assert!(column.is_array(), "erasure leaves an empty list");
        let read: Answers = serde_json::from_value(column).expect("answers");
        assert_eq!(read.into_messages(), answers);
    }
}
