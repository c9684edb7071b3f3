//! An edition with questions of its own of several kinds, and answers to them.

use std::collections::HashMap;

use proto::registrations::v1::{
    Answer, Choice, Chosen, Definition, Question, Registration, answer::Value, question::Kind,
};
use tests::{network::Network, platform::Failure};

use crate::forms::making::{definition_of, entry, open, open_with, questions};

/// A text in Spanish and English.
pub fn both(spanish: &str, english: &str) -> HashMap<String, String> {
    HashMap::from([("es", spanish), ("en", english)].map(|(language, text)| (language.to_owned(), text.to_owned())))
}

fn question(id: &str, kind: Kind, spanish: &str, english: &str) -> Question {
    Question { id: id.into(), kind: kind.into(), label: both(spanish, english), ..Question::default() }
}

/// An open edition with this id that asks what comes along, and besides for tools, a price, a day, the owner and an
/// agreement; its name.
pub async fn asking(network: &Network, id: &str) -> Result<String, Failure> {
    let template = open(network, &format!("{id}-template")).await?;
    let mut definition = definition_of(network, &template).await?;
    ask(&mut definition)?;
    open_with(network, id, Some(definition)).await
}

fn ask(definition: &mut Definition) -> Result<(), Failure> {
    let choice = |id: &str, spanish: &str, english: &str| Choice { id: id.into(), label: both(spanish, english) };
    let mut tools = question("tools", Kind::Choices, "¿Con qué trabaja?", "What do you work with?");
    tools.choices = vec![choice("phone", "Un teléfono", "A phone"), choice("truck", "Un camión", "A truck")];
    let mut price = question("price", Kind::Number, "¿Cuánto cuesta?", "What does it cost?");
    (price.unit, price.least, price.required) = ("USD".into(), Some(-10.0), true);
    let mut owner = question("owner", Kind::ShortText, "¿Quién responde por ella?", "Who answers for it?");
    owner.personal = true;
    let since = question("since", Kind::Date, "¿Desde cuándo?", "Since when?");
    let agreed = question("agreed", Kind::Consent, "Acepto visitas", "I agree to visits");
    questions(definition)?.extend([tools, price, since, owner, agreed]);
    Ok(())
}

fn answer(question: &str, value: Value) -> Answer {
    Answer { question: question.into(), value: Some(value) }
}

/// What somebody answers to all of them.
pub fn answers() -> Vec<Answer> {
    vec![
        answer("tools", Value::Chosen(Chosen { choices: vec!["truck".into(), "phone".into()] })),
        answer("price", Value::Number(-2.125)),
        answer("since", Value::Date("2020-08-31".into())),
        answer("owner", Value::Text("=Ana".into())),
        answer("agreed", Value::Consent(true)),
    ]
}

/// A draft with these answers.
pub fn answered(edition: &str, title: &str) -> Registration {
    entry(edition, title, answers())
}
