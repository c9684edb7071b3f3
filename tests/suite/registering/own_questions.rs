//! What an edition itself asked is compared question by question, each version in the words that it was handed in under.

use proto::registrations::v1::{
    Answer, Choice, Chosen, CompareRegistrationVersionsRequest, CompareRegistrationVersionsResponse, Registration,
    ReviveRegistrationRequest, answer::Value, question::Kind,
};
use tests::{
    network::{Network, words},
    platform::Failure,
};

use super::asking::{submit, update, withdraw};
use crate::forms::making::{definition_of, entry, open, open_with, question, questions, revise, text};

fn chosen(choice: &str) -> Answer {
    Answer { question: "paid".into(), value: Some(Value::Chosen(Chosen { choices: vec![choice.into()] })) }
}

fn cost(number: f64) -> Answer {
    Answer { question: "cost".into(), value: Some(Value::Number(number)) }
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_differ_question_by_question_in_the_words_of_their_time() -> Result<(), Failure> {
    let network = Network::real("own_questions").await?;
    let template = open(&network, "asked-template").await?;
    let mut definition = definition_of(&network, &template).await?;
    let choice = |id: &str, label: &str| Choice { id: id.into(), label: words(label) };
    let mut paid = question("paid");
    paid.kind = Kind::Choice.into();
    paid.choices = vec![choice("once", "De una vez"), choice("monthly", "Por mes")];
    questions(&mut definition)?.push(paid);
    let edition = open_with(&network, "asked", Some(definition.clone())).await?;
    let office = network.office("do")?;
    let answers = vec![cost(500.0), chosen("once"), text("evidence", "Diez talleres")];
    let name = network.draft("do", entry(&edition, "La que se compara", answers)).await?.name;
    submit(&office, &name).await?;
    withdraw(&office, &name).await?;

    for asked in questions(&mut definition)? {
        match asked.id.as_str() {
            "cost" => (asked.unit, asked.label) = ("pesos".into(), words("¿Cuánto se paga?")),
            "paid" => asked.choices = vec![choice("once", "Un solo pago"), choice("monthly", "Mes a mes")],
            _ => {}
        }
    }
    revise(&network, &edition, definition).await?;
    let revive = ReviveRegistrationRequest { name: name.clone(), reason: "otra vez".into(), ..Default::default() };
    office.registrations.clone().revive_registration(revive).await?;
    let change = Registration { answers: vec![cost(30.0), chosen("monthly")], ..Default::default() };
    update(&office, &name, change).await?;
    submit(&office, &name).await?;

    let compared = compare(&network, &name, 2).await?;
    let told: Vec<[&str; 4]> = compared
        .differences
        .iter()
        .map(|one| [one.field.as_str(), one.label.as_str(), one.before.as_str(), one.after.as_str()])
        .collect();
    let expected = [
        ["answers.cost", "¿Cuánto se paga?", "500 USD", "30 pesos"],
        ["answers.paid", "¿paid?", "De una vez", "Mes a mes"],
    ];
    assert_eq!(told, expected, "and nothing of what stayed");
    let first = compare(&network, &name, 1).await?;
    let first = first.differences.iter().find(|one| one.field == "answers.paid").ok_or("it was answered")?;
    assert_eq!((first.before.as_str(), first.after.as_str()), ("", "De una vez"), "as it was called then");
    Ok(())
}

async fn compare(network: &Network, name: &str, version: i32) -> Result<CompareRegistrationVersionsResponse, Failure> {
    let request = CompareRegistrationVersionsRequest { name: name.to_owned(), version, base: 0 };
    Ok(network.office("do")?.registrations.compare_registration_versions(request).await?.into_inner())
}
