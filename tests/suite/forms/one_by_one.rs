//! Answers are saved one by one: who changes one takes nothing from another.

use platform::{clients::Caller, error::fields_of};
use prost_types::FieldMask;
use proto::registrations::v1::{
    Answer, CreateRegistrationRequest, Registration, UpdateRegistrationRequest, answer::Value,
};
use tests::{network::Network, platform::Failure};
use tonic::Status;

use super::making::{definition_of, entry, faults, open, open_with, question, questions, revise, text};

fn number(question: &str, number: f64) -> Answer {
    Answer { question: question.into(), value: Some(Value::Number(number)) }
}

async fn update(caller: &Caller, name: &str, answers: &[Answer], mask: &[&str]) -> Result<Vec<Answer>, Status> {
    let registration = Registration { name: name.into(), answers: answers.into(), ..Registration::default() };
    let mask = FieldMask { paths: mask.iter().map(|path| (*path).to_owned()).collect() };
    let request = UpdateRegistrationRequest {
        registration: Some(registration),
        update_mask: Some(mask),
        ..UpdateRegistrationRequest::default()
    };
    let answer = caller.registrations.clone().update_registration(request).await?.into_inner();
    Ok(answer.registration.unwrap_or_default().answers)
}

pub async fn who_changes_one_answer_takes_nothing_from_another(network: &Network) -> Result<(), Failure> {
    let edition = open(network, "one-by-one").await?;
    let (one, other) = (network.office("do")?, network.caller("staff", "office_staff", "do", "en")?);
    let name = network.draft("do", entry(&edition, "Entre dos", vec![text("evidence", "Diez talleres")])).await?.name;

    let (cost, days) = (number("cost", 500.0), number("days", 30.0));
    let (costs, lasts) = tokio::join!(
        update(&one, &name, std::slice::from_ref(&cost), &["answers.cost"]),
        update(&other, &name, std::slice::from_ref(&days), &["answers.days"]),
    );
    costs?;
    lasts?;
    // Each saves what they write as they write it, in whichever way they name it.
    let mut stands = update(&one, &name, &[text("evidence", "Once talleres")], &[]).await?;
    stands.sort_by(|one, other| one.question.cmp(&other.question));
    assert_eq!(stands, [cost.clone(), days.clone(), text("evidence", "Once talleres")]);

    let left = update(&one, &name, &[number("cost", 1.0)], &["answers.evidence"]).await?;
    assert!(left.iter().all(|answer| answer.question != "evidence"), "it brings none, so it is taken away: {left:?}");
    assert!(left.contains(&cost) && left.contains(&days), "what the mask does not name stays: {left:?}");
    let all = update(&one, &name, std::slice::from_ref(&days), &["answers"]).await?;
    assert_eq!(all, [days], "all of them, where all are named");
    Ok(())
}

pub async fn only_a_question_of_the_edition_is_answered_by_its_path(network: &Network) -> Result<(), Failure> {
    let template = open(network, "paths-template").await?;
    let mut definition = definition_of(network, &template).await?;
    questions(&mut definition)?.push(question("soon_gone"));
    let edition = open_with(network, "paths", Some(definition.clone())).await?;
    let office = network.office("do")?;
    let name = network.draft("do", entry(&edition, "Por su camino", Vec::new())).await?.name;
    update(&office, &name, &[text("soon_gone", "sí")], &["answers.soon_gone"]).await?;

    let wrong = ["answers.nothing", "answers.title", "answers.", "answers.days"];
    let refused = update(&office, &name, &[number("days", 1.0)], &wrong).await.expect_err("three are wrong");
    let told = fields_of(&refused);
    assert!(told.iter().all(|(field, _)| field == "update_mask") && told.len() == 3, "{told:?}");
    assert!(told[0].1.contains("answers.nothing") && told[0].1.contains("answers.evidence"), "{}", told[0].1);
    assert!(told[1].1.contains("field `title`"), "{}", told[1].1);
    assert_eq!(faults(update(&office, &name, &[], &["answer.days"]).await), ["update_mask"]);

    questions(&mut definition)?.retain(|question| question.id != "soon_gone");
    revise(network, &edition, definition).await?;
    assert!(update(&office, &name, &[], &["answers.soon_gone"]).await?.is_empty(), "what is no more is taken away");
    let again = update(&office, &name, &[text("soon_gone", "sí")], &["answers.soon_gone"]).await;
    assert_eq!(faults(again), ["update_mask"]);
    Ok(())
}

pub async fn answers_have_an_end_and_answer_what_is_asked_however_they_come(network: &Network) -> Result<(), Failure> {
    let template = open(network, "ends-template").await?;
    let mut definition = definition_of(network, &template).await?;
    questions(&mut definition)?.push(question("soon_gone"));
    let edition = open_with(network, "ends", Some(definition.clone())).await?;
    let office = network.office("do")?;
    let unknown = entry(&edition, "Con lo que nadie pregunta", vec![text("nothing", "sí"), text("title", "no")]);
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(unknown),
        ..CreateRegistrationRequest::default()
    };
    let refused = office.registrations.clone().create_registration(request).await;
    assert_eq!(faults(refused), ["registration.answers.nothing", "registration.answers.title"]);

    let stands = text("soon_gone", "sí");
    let name = network.draft("do", entry(&edition, "Con fin", vec![stands.clone()])).await?.name;
    for mask in [&["answers"][..], &[]] {
        let refused = update(&office, &name, &[text("nothing", "sí"), stands.clone()], mask).await;
        assert_eq!(faults(refused), ["registration.answers.nothing"], "{mask:?}");
    }
    questions(&mut definition)?.retain(|question| question.id != "soon_gone");
    revise(network, &edition, definition).await?;
    let kept = update(&office, &name, &[stands.clone(), number("days", 3.0)], &[]).await?;
    assert_eq!(kept, [stands, number("days", 3.0)], "it was answered while it was asked");

    let long = "a".repeat(20_000);
    update(&office, &name, &[text("evidence", &long), text("cost", &long)], &[]).await?;
    let refused = update(&office, &name, &[text("days", &long)], &[]).await.expect_err("too long in all");
    let told = fields_of(&refused);
    assert!(told[0].0 == "registration.answers" && told[0].1.contains("50000"), "{told:?}");
    Ok(())
}
