//! What an institution asks, what can be changed while it waits, and what the answer brings.

use platform::error::fields_of;
use prost_types::FieldMask;
use proto::{
    registrations::v1::{AnswerClarificationRequest, Registration, UpdateRegistrationRequest, registration::State},
    reviews::v1::{CompleteValidationRequest, Validation, ValidationAnswer, ValidationOutcome, case, clarification},
};
use tests::{
    calls,
    network::Network,
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::{Accepted, INSTITUTION};

const QUESTION: &str = "¿Desde cuándo se usa, y en cuántos talleres?";

/// The institution asks for the summary.
pub async fn ask(entry: &Accepted) -> Result<Validation, Failure> {
    let request = CompleteValidationRequest {
        fields: vec!["summary".into()],
        question: QUESTION.into(),
        ..calls::validation(&entry.case, INSTITUTION, ValidationOutcome::Mend)
    };
    let answer = entry.validator.reviews.clone().complete_validation(request).await?.into_inner();
    until("what is asked", || async { Ok(entry.read().await?.clarification.map(drop)) }).await?;
    Ok(answer.validation.ok_or("no validation")?)
}

/// Answers what was asked.
pub async fn answer(entry: &Accepted) -> Result<Registration, Status> {
    let request = AnswerClarificationRequest {
        name: entry.registration.clone(),
        answer: "Desde 2019, en diez".into(),
        ..Default::default()
    };
    let answer = entry.applicant.registrations.clone().answer_clarification(request).await?.into_inner();
    Ok(answer.registration.unwrap_or_default())
}

/// Changes a field of it as its applicant.
pub async fn update(entry: &Accepted, change: Registration, path: &str) -> Result<(), Status> {
    let request = UpdateRegistrationRequest {
        registration: Some(Registration { name: entry.registration.clone(), ..change }),
        update_mask: Some(FieldMask { paths: vec![path.to_owned()] }),
        ..Default::default()
    };
    entry.applicant.registrations.clone().update_registration(request).await.map(drop)
}

pub async fn the_applicant_mends_what_is_asked_while_the_registration_stays_accepted(
    network: &Network,
) -> Result<(), Failure> {
    let entry = Accepted::made(network, "Ruta").await?;
    let change = Registration { summary: "En diez talleres desde 2019".into(), ..Default::default() };
    let closed = update(&entry, change.clone(), "summary").await;
    assert_eq!(refusal(closed), of(Code::FailedPrecondition, "REGISTRATION_NOT_IN_DRAFT"));
    let form = entry.form().await?;
    assert_eq!((form.checklist.len(), form.brief.unwrap_or_default().title.as_str()), (7, "Ruta"));

    let asked = ask(&entry).await?;
    let open = entry.read().await?;
    assert_eq!(open.state(), State::Accepted, "it stays where it is");
    assert_eq!(open.clarification.ok_or("nothing is open")?.name, asked.clarification);
    let letters = entry.letters("mending-asked", 1).await?;
    assert_eq!(letters[0].recipient, "ana@taller.example.org");
    let early = entry.validate(ValidationOutcome::Passed).await;
    assert_eq!(refusal(early), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"), "the applicant has time");

    let other = Registration { title: "Otra".into(), ..Default::default() };
    assert_eq!(refusal(update(&entry, other, "title").await), of(Code::InvalidArgument, "INVALID_FIELD"));
    update(&entry, change, "summary").await?;
    let answered = answer(&entry).await?;
    assert_eq!((answered.state(), &answered.clarification), (State::Accepted, &None));
    assert_eq!(refusal(answer(&entry).await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"), "once");

    let letters = entry.letters("mending-answered", 3).await?;
    let told: Vec<&str> = letters.iter().map(|letter| letter.recipient.as_str()).collect();
    assert_eq!(
        told,
        ["both@do.example.org", "oficina@do.example.org", "validator@do.example.org"],
        "the office, and who represents the institution"
    );
    let mended = entry.case().await?;
    assert_eq!((mended.state(), mended.clarification()), (case::State::Decided, clarification::State::Answered));
    assert_eq!(mended.summary, "En diez talleres desde 2019");
    let form = entry.form().await?;
    assert_eq!((form.mending[0].answer.as_str(), form.validations.len()), ("Desde 2019, en diez", 1));
    let found = entry.validate(ValidationOutcome::Passed).await?;
    assert_eq!(found.answers.len(), 7);
    assert_eq!(found.answers[0].evidence, "Una visita al taller");
    entry.comes_to(State::Validated).await?;
    Ok(())
}

pub async fn what_is_not_said_in_full_is_refused_all_at_once(network: &Network) -> Result<(), Failure> {
    let entry = Accepted::made(network, "Faro").await?;
    let whole = calls::validation(&entry.case, INSTITUTION, ValidationOutcome::Passed);
    let bare = ValidationAnswer { evidence: String::new(), ..whole.answers[0].clone() };
    let answers = [vec![bare], whole.answers[1..6].to_vec()].concat();
    let request = CompleteValidationRequest { answers, ..whole };
    let refused = entry.validator.reviews.clone().complete_validation(request).await.expect_err("two faults");
    let faults: Vec<String> = fields_of(&refused).into_iter().map(|(field, _)| field).collect();
    assert_eq!(faults, ["answers[0].evidence", "answers"]);
    let unasked = entry.validate(ValidationOutcome::Mend).await;
    assert_eq!(refusal(unasked), of(Code::InvalidArgument, "INVALID_FIELD"), "nothing is asked");
    entry.validate(ValidationOutcome::Failed).await?;
    entry.validate(ValidationOutcome::Passed).await?;
    entry.comes_to(State::Validated).await?;
    Ok(())
}
