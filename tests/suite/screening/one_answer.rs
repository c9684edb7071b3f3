//! A clarification opens the answer to one question of a story, and no other.

use platform::error::fields_of;
use prost_types::FieldMask;
use proto::{
    registrations::v1::{
        Answer, AnswerClarificationRequest, Choice, Chosen, CreateRegistrationRequest, Dependence, Registration, Track,
        UpdateRegistrationRequest, answer::Value, question::Kind, registration::State,
    },
    reviews::v1::{RequestClarificationRequest, case},
};
use tests::{
    network::{Network, registration, words},
    platform::Failure,
};
use tonic::Status;

use super::Entry;
use crate::forms::making::{self, definition_of, faults, open, open_with, question, questions};

fn text(question: &str, text: &str) -> Answer {
    Answer { question: question.into(), value: Some(Value::Text(text.into())) }
}

fn asks(entry: &Entry, fields: &[&str]) -> RequestClarificationRequest {
    RequestClarificationRequest {
        name: entry.case.clone(),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        question: "¿Con qué herramientas lo hicieron?".into(),
        ..Default::default()
    }
}

async fn update(entry: &Entry, answers: Vec<Answer>, mask: &[&str]) -> Result<(), Status> {
    let mask = FieldMask { paths: mask.iter().map(|path| (*path).to_owned()).collect() };
    let request = UpdateRegistrationRequest {
        registration: Some(Registration { name: entry.registration.clone(), answers, ..Default::default() }),
        update_mask: Some(mask),
        ..Default::default()
    };
    entry.applicant.registrations.clone().update_registration(request).await.map(drop)
}

pub async fn only_the_answer_that_was_asked_for_is_open(network: &Network) -> Result<(), Failure> {
    let applicant = network.caller("ana", "applicant", "do", "en")?;
    let told = ["business", "before", "after", "lesson"].map(|question| text(question, "lo de siempre"));
    let story = Registration {
        track: Track::Story.into(),
        answers: told.to_vec(),
        problem: "La tormenta".into(),
        ..registration("La historia de las herramientas")
    };
    let request =
        CreateRegistrationRequest { parent: "countries/do".into(), registration: Some(story), ..Default::default() };
    let made = applicant.registrations.clone().create_registration(request).await?.into_inner();
    let entry = Entry::of(network, applicant, made.registration.ok_or("no registration")?.name).await?;

    let mut office = entry.office.reviews.clone();
    let unknown = office.request_clarification(asks(&entry, &["answers.tools", "answers.cost"])).await;
    let faults = fields_of(&unknown.expect_err("the form for stories asks for no cost"));
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].0 == "fields[1]" && faults[0].1.contains("answers.lesson"), "{faults:?}");
    // Nobody has answered it yet; the form has it all the same.
    office.request_clarification(asks(&entry, &["answers.tools"])).await?;
    entry.comes_to(State::Clarification).await?;

    let tools = text("tools", "Un horno de segunda mano");
    let closed =
        update(&entry, vec![tools.clone(), text("lesson", "otra")], &["answers.tools", "answers.lesson"]).await;
    let faults = fields_of(&closed.expect_err("one of them is closed"));
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].0 == "registration.answers.lesson" && faults[0].1.contains("answers.tools"), "{faults:?}");
    // The whole list may come along, as long as nothing else in it is another.
    let mut all = told.to_vec();
    all.push(tools.clone());
    let mut other = all.clone();
    other[0] = text("business", "otro");
    for mask in [&["answers"][..], &[]] {
        let closed = update(&entry, other.clone(), mask).await.expect_err("`business` is closed");
        assert_eq!(fields_of(&closed)[0].0, "registration.answers.business", "{mask:?}");
        update(&entry, all.clone(), mask).await?;
    }
    let lacks = update(&entry, vec![tools], &["answers"]).await.expect_err("the others would be gone");
    assert_eq!(fields_of(&lacks).len(), told.len());

    let request = AnswerClarificationRequest { name: entry.registration.clone(), ..Default::default() };
    entry.applicant.registrations.clone().answer_clarification(request).await?;
    let case = entry.case_comes_to(case::State::Open).await?;
    let reads = |question: &str| {
        let found = case.answers.iter().find(|one| one.answer.as_ref().is_some_and(|one| one.question == question));
        found.map(|one| one.words.as_str())
    };
    assert_eq!((reads("tools"), reads("lesson")), (Some("Un horno de segunda mano"), Some("lo de siempre")));
    Ok(())
}

fn sold(choice: &str) -> Answer {
    Answer { question: "sold".into(), value: Some(Value::Chosen(Chosen { choices: vec![choice.into()] })) }
}

/// An edition that asks whether it is sold, and of what is sold the price; its name.
async fn selling(network: &Network) -> Result<String, Failure> {
    let template = open(network, "selling-template").await?;
    let mut definition = definition_of(network, &template).await?;
    let mut is_sold = question("sold");
    is_sold.kind = Kind::Choice.into();
    is_sold.choices = ["yes", "no"].map(|id| Choice { id: id.into(), label: words(id) }).into();
    let mut price = question("price");
    price.only_if = Some(Dependence { question: "sold".into(), choices: vec!["yes".into()] });
    questions(&mut definition)?.extend([is_sold, price]);
    open_with(network, "selling", Some(definition)).await
}

pub async fn what_depends_on_an_open_answer_is_open_and_asked_for(network: &Network) -> Result<(), Failure> {
    let edition = selling(network).await?;
    let applicant = network.caller("ana", "applicant", "do", "en")?;
    let draft = making::entry(&edition, "La que se vende", vec![sold("no")]);
    let request =
        CreateRegistrationRequest { parent: "countries/do".into(), registration: Some(draft), ..Default::default() };
    let made = applicant.registrations.clone().create_registration(request).await?.into_inner();
    let entry = Entry::of(network, applicant, made.registration.ok_or("no registration")?.name).await?;
    entry.office.reviews.clone().request_clarification(asks(&entry, &["answers.sold"])).await?;
    let asked = entry.comes_to(State::Clarification).await?;
    assert_eq!(asked.clarification.unwrap_or_default().fields, ["answers.sold", "answers.price"]);

    update(&entry, vec![sold("yes")], &["answers.sold"]).await?;
    let request = AnswerClarificationRequest { name: entry.registration.clone(), ..Default::default() };
    let mut registrations = entry.applicant.registrations.clone();
    let lacks = registrations.answer_clarification(request.clone()).await;
    assert_eq!(faults(lacks), ["registration.answers.price"], "it is sold, so it has a price");
    update(&entry, vec![text("price", "diez")], &["answers.price"]).await?;
    let answered = registrations.answer_clarification(request).await?.into_inner().registration.unwrap_or_default();
    assert_eq!(answered.answers, [sold("yes"), text("price", "diez")]);
    Ok(())
}
