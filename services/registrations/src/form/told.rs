//! What others are told of the answers to an edition's own questions.

use proto::registrations::v1::{Answer, AnsweredQuestion, Question, answer::Value, question::Kind};

use super::Filled;

impl Filled<'_> {
    /// The answers to those questions that no field of a registration is for, each beside its question as it was asked. A
    /// consent is for those who asked for it, and what says how to reach a person is for their office.
    pub fn told(&self) -> Vec<AnsweredQuestion> {
        let own = self.asked.iter().filter(|(question, _)| question.binds.is_empty());
        let open = own.filter(|(question, _)| !question.personal && question.kind() != Kind::Consent);
        open.filter_map(|(question, value)| value.as_ref().map(|value| beside(question, value))).collect()
    }
}

fn beside(question: &Question, value: &Value) -> AnsweredQuestion {
    let choices = match value {
        Value::Chosen(chosen) => {
            let is_chosen = |id: &String| chosen.choices.contains(id);
            question.choices.iter().filter(|choice| is_chosen(&choice.id)).cloned().collect()
        }
        _ => Vec::new(),
    };
    AnsweredQuestion {
        label: question.label.clone(),
        unit: question.unit.clone(),
        unit_label: question.unit_label.clone(),
        choices,
        answer: Some(Answer { question: question.id.clone(), value: Some(value.clone()) }),
    }
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::{Choice, Chosen, Form, Registration};

    use super::*;
    use crate::definition::tests::texts;

    #[test]
    fn what_is_personal_agreed_to_or_in_a_field_of_its_own_is_not_told() {
        let question = |id: &str, kind: Kind| Question {
            id: id.into(),
            kind: kind.into(),
            label: texts(id),
            ..Question::default()
        };
        let choices = ["a", "b", "c"].map(|id| Choice { id: id.into(), label: texts(id) }).into();
        let form = Form {
            questions: vec![
                Question { choices, ..question("tools", Kind::Choices) },
                Question { personal: true, ..question("who", Kind::ShortText) },
                question("agreed", Kind::Consent),
                Question { binds: "title".into(), ..question("title", Kind::ShortText) },
                question("open", Kind::ShortText),
            ],
            ..Form::default()
        };
        let answer = |question: &str, value: Value| Answer { question: question.into(), value: Some(value) };
        let tools = answer("tools", Value::Chosen(Chosen { choices: vec!["c".into(), "a".into()] }));
        let registration = Registration {
            title: "Horno".into(),
            answers: vec![
                answer("who", Value::Text("Ana".into())),
                answer("agreed", Value::Consent(true)),
                tools.clone(),
            ],
            ..Registration::default()
        };
        let told = Filled::of(&form, &registration).told();
        let [only] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!((only.label.clone(), only.answer.clone()), (texts("tools"), Some(tools)));
        assert_eq!(only.choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>(), ["a", "c"]);
    }
}
