//! Forms: what a registration answers to the questions of one, which of them are asked, and what is wrong with the answers.
//! Pure functions, no I/O.
//!
//! What always holds: any form and any registration give faults or none, and never a panic; where there are none, every
//! question that is asked and required has an answer that fits it.

mod answered;
pub mod get;
mod told;

use std::collections::{HashMap, HashSet};

pub use answered::fault;
use platform::error::{Text, Violation};
use proto::registrations::v1::{Answer, Form, Question, Registration, answer::Value};

use crate::definition::{bound, languages::said};

/// Something wrong with the answer to a question.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The field at fault and what is wrong.
    pub violation: Violation,
    /// There is no answer yet, rather than a wrong one.
    pub missing: bool,
}

/// What may be chosen as the category: the ids of the edition's.
pub type Categories<'a> = HashSet<&'a str>;

/// A registration beside a form.
pub struct Filled<'a> {
    registration: &'a Registration,
    answers: HashMap<&'a str, &'a Value>,
    asked: Vec<(&'a Question, Option<Value>)>,
}

impl<'a> Filled<'a> {
    /// Reads what a registration answers to the questions of a form. A question whose condition is not met is not asked,
    /// nor is one that depends on such a question.
    pub fn of(form: &'a Form, registration: &'a Registration) -> Self {
        let given = |answer: &'a Answer| answer.value.as_ref().map(|value| (answer.question.as_str(), value));
        let answers = registration.answers.iter().filter_map(given).collect();
        let mut filled = Self { registration, answers, asked: Vec::new() };
        for question in &form.questions {
            if filled.is_asked(question) {
                let value = filled.given(question);
                filled.asked.push((question, value));
            }
        }
        filled
    }

    fn is_asked(&self, question: &Question) -> bool {
        let Some(only_if) = &question.only_if else { return true };
        match self.answer(&only_if.question) {
            None => false,
            Some(_) if only_if.choices.is_empty() => true,
            Some(Value::Chosen(chosen)) => chosen.choices.iter().any(|choice| only_if.choices.contains(choice)),
            Some(_) => false,
        }
    }

    /// What the registration has for a question, asked or not; nothing where it has only blanks.
    fn given(&self, question: &Question) -> Option<Value> {
        if !question.binds.is_empty() {
            return bound::field(&question.binds).and_then(|field| field.of(self.registration));
        }
        let value = self.answers.get(question.id.as_str())?;
        let empty = match value {
            Value::Text(text) | Value::Location(text) | Value::Date(text) | Value::File(text) => text.trim().is_empty(),
            Value::Chosen(chosen) => chosen.choices.is_empty(),
            Value::Files(files) => files.names.is_empty(),
            Value::Consent(given) => !given,
            Value::Number(_) => false,
        };
        (!empty).then(|| (*value).clone())
    }

    /// The answer to a question that is asked.
    pub fn answer(&self, question: &str) -> Option<&Value> {
        self.asked.iter().find(|(asked, _)| asked.id == question).and_then(|(_, value)| value.as_ref())
    }

    /// The questions that are asked, in order.
    pub fn asked(&self) -> impl Iterator<Item = &'a Question> {
        self.asked.iter().map(|(question, _)| *question)
    }

    /// The question of this id, if it is asked.
    pub fn question(&self, id: &str) -> Option<&'a Question> {
        self.asked().find(|question| question.id == id)
    }

    /// What is wrong with the answers, in the order of the questions.
    pub fn faults(&self, categories: &Categories<'_>) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (question, value) in &self.asked {
            let text = match value {
                None if question.required => missing(question),
                None => continue,
                Some(value) => match fault(question, value, &self.registration.name, categories) {
                    None => continue,
                    Some(text) => text,
                },
            };
            faults.push(Fault { violation: Violation { field: path(question), text }, missing: value.is_none() });
        }
        faults
    }

    /// The registration's answers to questions that are asked; what was answered before to others is nobody's business.
    pub fn kept(&self) -> Vec<Answer> {
        let mut kept = Vec::new();
        for (question, value) in self.asked.iter().filter(|(question, _)| question.binds.is_empty()) {
            if let Some(value) = value {
                kept.push(Answer { question: question.id.clone(), value: Some(value.clone()) });
            }
        }
        kept
    }
}

/// Where the answer to a question stands in a request.
pub fn path(question: &Question) -> String {
    match question.binds.as_str() {
        "" => format!("registration.answers.{}", question.id),
        field => format!("registration.{field}"),
    }
}

fn missing(question: &Question) -> Text {
    let [english, spanish, portuguese] = ["en", "es", "pt"].map(|language| said(&question.label, &[language]));
    Text::told(
        format!("this needs an answer: {english}"),
        format!("falta responder: {spanish}"),
        format!("é preciso responder: {portuguese}"),
    )
}

/// What is wrong with a list of answers by itself: each question may be answered once.
pub fn repeated(answers: &[Answer]) -> Option<Violation> {
    let mut seen = HashSet::new();
    let again = answers.iter().find(|answer| !seen.insert(answer.question.as_str()))?;
    let text = Text::told(
        format!("`{}` is answered more than once", again.question),
        format!("`{}` tiene más de una respuesta", again.question),
        format!("`{}` tem mais de uma resposta", again.question),
    );
    Some(Violation { field: "registration.answers".into(), text })
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::{Chosen, Dependence, question::Kind};

    use super::*;
    use crate::definition::tests::texts;

    fn question(id: &str, kind: Kind, required: bool) -> Question {
        Question { id: id.into(), kind: kind.into(), label: texts(id), required, ..Question::default() }
    }

    fn answer(question: &str, value: Value) -> Answer {
        Answer { question: question.into(), value: Some(value) }
    }

    /// A second question, which is asked where the first one was answered by `yes`; and a third, which depends on the second.
    fn form() -> Form {
        let depends = |on: &str, choices: &[&str]| {
            Some(Dependence { question: on.into(), choices: choices.iter().map(|id| (*id).to_owned()).collect() })
        };
        let second = Question { only_if: depends("first", &["yes"]), ..question("second", Kind::ShortText, true) };
        let third = Question { only_if: depends("second", &[]), ..question("third", Kind::ShortText, true) };
        Form { questions: vec![question("first", Kind::Choice, false), second, third], ..Form::default() }
    }

    fn chosen(choice: &str) -> Value {
        Value::Chosen(Chosen { choices: vec![choice.into()] })
    }

    fn missing_of(answers: Vec<Answer>) -> Vec<String> {
        let (form, registration) = (form(), Registration { answers, ..Registration::default() });
        let faults = Filled::of(&form, &registration).faults(&Categories::new());
        faults.into_iter().filter(|fault| fault.missing).map(|fault| fault.violation.field).collect()
    }

    #[test]
    fn a_question_is_asked_only_where_the_one_it_depends_on_was_answered_so() {
        assert_eq!(missing_of(vec![]), [""; 0]);
        assert_eq!(missing_of(vec![answer("first", chosen("no"))]), [""; 0]);
        assert_eq!(missing_of(vec![answer("first", chosen("yes"))]), ["registration.answers.second"]);
        let blank = vec![answer("first", chosen("yes")), answer("second", Value::Text("  ".into()))];
        assert_eq!(missing_of(blank), ["registration.answers.second"]);
        let both = vec![answer("first", chosen("yes")), answer("second", Value::Text("because".into()))];
        assert_eq!(missing_of(both), ["registration.answers.third"]);
    }

    #[test]
    fn an_answer_to_a_question_that_is_not_asked_is_not_kept() {
        let answers = vec![answer("second", Value::Text("old".into())), answer("first", chosen("no"))];
        let (form, registration) = (form(), Registration { answers, ..Registration::default() });
        let kept = Filled::of(&form, &registration).kept();
        assert_eq!(kept, [answer("first", chosen("no"))]);
    }

    #[test]
    fn a_question_that_is_answered_twice_is_a_fault() {
        let twice = [answer("first", chosen("no")), answer("first", chosen("yes"))];
        assert_eq!(repeated(&twice).expect("a fault").field, "registration.answers");
        assert!(repeated(&twice[..1]).is_none());
    }
}
