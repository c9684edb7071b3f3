//! Answers to the questions of a form: checked together at submission, and kept where they were asked for.

use proto::registrations::v1::{
    Answer, Dependence, GetRegistrationRequest, Registration, UpdateRegistrationRequest, answer::Value, question::Kind,
};
use tests::{
    network::Network,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::making::{definition_of, entry, faults, open, open_with, question, questions, submit, text};

pub async fn all_that_is_wrong_with_the_answers_comes_back_together(network: &Network) -> Result<(), Failure> {
    let edition = open(network, "wrong-answers").await?;
    let number = |question: &str, number: f64| Answer { question: question.into(), value: Some(Value::Number(number)) };
    let answers = vec![text("evidence", &"a".repeat(2001)), number("cost", -1.0), text("days", "diez")];
    let mut wrong = entry(&edition, "", answers);
    wrong.sdgs = vec![1, 2, 3, 4, 5, 6];
    wrong.data_consent = false;
    let draft = network.draft("do", wrong).await?;
    let mut office = network.office("do")?;
    let refused = submit(&mut office, &draft.name).await;
    assert_eq!(refusal(refused.clone()), of(Code::FailedPrecondition, "REGISTRATION_INCOMPLETE"));
    let expected = ["title", "answers.evidence", "answers.cost", "answers.days", "sdgs", "data_consent"];
    assert_eq!(faults(refused), expected.map(|field| format!("registration.{field}")));

    let mended = Registration {
        name: draft.name.clone(),
        title: "Rutas".into(),
        sdgs: vec![1, 2, 3, 4, 5],
        data_consent: true,
        answers: vec![text("evidence", "Diez talleres"), number("cost", 0.0), number("days", 30.0)],
        ..Registration::default()
    };
    let update = UpdateRegistrationRequest { registration: Some(mended.clone()), ..Default::default() };
    office.registrations.update_registration(update).await?;
    let submitted = submit(&mut office, &draft.name).await?;
    assert_eq!(submitted.answers, mended.answers);
    assert_eq!((submitted.edition_version, submitted.country_edition_version), (1, 0));

    let twice = entry(&edition, "Dos veces", vec![text("evidence", "uno"), text("evidence", "dos")]);
    let request = proto::registrations::v1::CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(twice),
        ..Default::default()
    };
    assert_eq!(faults(office.registrations.create_registration(request).await), ["registration.answers"]);
    Ok(())
}

pub async fn answers_to_what_is_asked_are_kept_and_no_others(network: &Network) -> Result<(), Failure> {
    let template = open(network, "depending-template").await?;
    let mut definition = definition_of(network, &template).await?;
    let asked = questions(&mut definition)?;
    let place = asked.iter().position(|question| question.id == "stage").ok_or("no stage")? + 1;
    let mut years = question("years");
    years.kind = Kind::Number.into();
    years.only_if = Some(Dependence { question: "stage".into(), choices: vec!["advanced".into()] });
    asked.insert(place, years);
    let edition = open_with(network, "depending", Some(definition)).await?;

    let mut office = network.office("do")?;
    let years = Answer { question: "years".into(), value: Some(Value::Number(7.0)) };
    // It is implemented, and no more: nobody asks for how many years.
    let answers = vec![years.clone(), text("evidence", "Diez talleres")];
    let draft = network.draft("do", entry(&edition, "Hace poco", answers.clone())).await?;
    assert_eq!(draft.answers, answers, "a draft keeps whatever answers a question, asked or not");
    submit(&mut office, &draft.name).await?;
    let request = GetRegistrationRequest { name: draft.name };
    let read = office.registrations.get_registration(request).await?.into_inner().registration.unwrap_or_default();
    assert_eq!(read.answers, [text("evidence", "Diez talleres")]);

    let mut advanced = entry(&edition, "Hace mucho", Vec::new());
    advanced.stage = proto::registrations::v1::Stage::Advanced.into();
    let draft = network.draft("do", advanced).await?;
    assert_eq!(faults(submit(&mut office, &draft.name).await), ["registration.answers.years"]);
    let told = Registration { name: draft.name.clone(), answers: vec![years.clone()], ..Default::default() };
    let update = UpdateRegistrationRequest { registration: Some(told), ..Default::default() };
    office.registrations.update_registration(update).await?;
    assert_eq!(submit(&mut office, &draft.name).await?.answers, [years]);
    Ok(())
}
