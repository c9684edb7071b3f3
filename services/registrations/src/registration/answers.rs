//! The answers of a registration as its row has them.

use proto::registrations::v1::{Answer, Chosen, Files, answer::Value};
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
    Files(Vec<String>),
}

impl Answers {
    /// The answers of a message.
    pub fn of(answers: &[Answer]) -> Self {
        Self(answers.iter().map(|answer| (answer.question.clone(), answer.value.clone().map(Given::from))).collect())
    }

    /// Puts one answer in the place of what stands to its question; nothing takes that away.
    pub fn put(&mut self, question: &str, value: Option<&Value>) {
        let given = value.cloned().map(|value| Some(Given::from(value)));
        let place = self.0.iter().position(|(known, _)| known == question);
        match (place, given) {
            (Some(place), Some(given)) => self.0[place].1 = given,
            (None, Some(given)) => self.0.push((question.to_owned(), given)),
            (Some(place), None) => drop(self.0.remove(place)),
            (None, None) => {}
        }
    }

    /// The same with each of these put in its place, and the others as they stand.
    pub fn with(&self, answers: &[Answer]) -> Self {
        let mut all = self.clone();
        for answer in answers {
            all.put(&answer.question, answer.value.as_ref());
        }
        all
    }

    /// The questions to which the answers here and there are not the same.
    pub fn differing<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        let mut questions: Vec<&str> = self.questions().collect();
        questions.extend(other.questions().filter(|question| !self.questions().any(|known| known == *question)));
        questions.retain(|question| self.of_question(question) != other.of_question(question));
        questions
    }

    /// Whether something stands to this question.
    pub fn has(&self, question: &str) -> bool {
        self.of_question(question).is_some()
    }

    fn questions(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(question, _)| question.as_str())
    }

    fn of_question(&self, question: &str) -> Option<&Given> {
        self.0.iter().find(|(known, _)| known == question).and_then(|(_, given)| given.as_ref())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// How many characters they have together, with the ids of their questions.
    pub fn characters(&self) -> usize {
        let one =
            |(question, given): &(String, Option<Given>)| question.len() + given.as_ref().map_or(0, Given::characters);
        self.0.iter().map(one).sum()
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

impl Given {
    fn characters(&self) -> usize {
        match self {
            Given::Text(text) | Given::Location(text) | Given::Date(text) | Given::File(text) => text.chars().count(),
            Given::Chosen(texts) | Given::Files(texts) => texts.iter().map(String::len).sum(),
            Given::Number(_) | Given::Consent(_) => 1,
        }
    }
}

/// The files that answers name, by their ids.
pub fn files(answers: &[Answer]) -> impl Iterator<Item = Uuid> {
    let named = answers.iter().filter_map(|answer| answer.value.as_ref()).flat_map(named);
    named.filter_map(|name| Uuid::try_parse(name.rsplit('/').next()?).ok())
}

/// The names of the files that an answer consists of; none where it is of another kind.
pub fn named(value: &Value) -> &[String] {
    match value {
        Value::File(name) => std::slice::from_ref(name),
        Value::Files(files) => &files.names,
        _ => &[],
    }
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
            Value::Files(files) => Given::Files(files.names),
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
            Given::Files(names) => Value::Files(Files { names }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(question: &str, text: &str) -> Answer {
        Answer { question: question.into(), value: Some(Value::Text(text.into())) }
    }

    #[test]
    fn one_answer_is_put_or_taken_away_and_the_others_stand() {
        let mut answers = Answers::of(&[text("a", "uno"), text("b", "dos")]);
        answers.put("a", Some(&Value::Text("otro".into())));
        answers.put("c", Some(&Value::Number(3.0)));
        answers.put("b", None);
        answers.put("d", None);
        let three = Answer { question: "c".into(), value: Some(Value::Number(3.0)) };
        assert_eq!(answers.clone().into_messages(), [text("a", "otro"), three.clone()]);
        let open = Answer { question: "a".into(), value: None };
        assert_eq!(answers.with(&[open, text("b", "dos")]).into_messages(), [three, text("b", "dos")]);
    }

    #[test]
    fn what_differs_is_named_by_its_question_wherever_it_stands() {
        let before = Answers::of(&[text("a", "uno"), text("b", "dos"), text("c", "tres")]);
        let after = Answers::of(&[text("d", "cuatro"), text("b", "dos"), text("a", "otro")]);
        assert_eq!(before.differing(&after), ["a", "c", "d"]);
        assert!(before.differing(&before).is_empty());
        let left_open = Answers::of(&[Answer { question: "a".into(), value: None }]);
        assert!(left_open.differing(&Answers::default()).is_empty(), "no answer is none, however it is kept");
    }

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
            Value::Files(Files { names: vec!["countries/do/registrations/1/files/2".into()] }),
        ];
        let mut answers: Vec<Answer> = values.map(|value| Answer { question: "q".into(), value: Some(value) }).into();
        answers.push(Answer { question: "open".into(), value: None });
        let column = serde_json::to_value(Answers::of(&answers)).expect("a column");
        assert!(column.is_array(), "erasure leaves an empty list");
        let read: Answers = serde_json::from_value(column).expect("answers");
        assert_eq!(read.into_messages(), answers);
    }
}
