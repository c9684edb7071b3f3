//! What is asked, what can be changed while it waits, and what the answer brings.

use platform::error::fields_of;
use prost_types::FieldMask;
use proto::{
    notifications::v1::GetNotificationRequest,
    registrations::v1::{
        AnswerClarificationRequest, Applicant, Registration, SubmitRegistrationRequest, UpdateRegistrationRequest,
        UpdateRegistrationResponse, WithdrawRegistrationRequest, registration::State,
    },
    reviews::v1::{Case, RequestClarificationRequest, case, clarification},
};
use tests::{
    calls,
    network::Network,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::Entry;

const QUESTION: &str = "¿En qué ciudad funciona, y cómo se llama?";

/// Asks for two fields.
pub async fn ask(entry: &Entry) -> Result<Case, Failure> {
    let request = RequestClarificationRequest {
        name: entry.case.clone(),
        fields: vec!["title".into(), "applicant.city".into()],
        question: QUESTION.into(),
        ..Default::default()
    };
    let answer = entry.office.reviews.clone().request_clarification(request).await?.into_inner();
    entry.comes_to(State::Clarification).await?;
    Ok(answer.case.ok_or("no case")?)
}

/// Answers what was asked.
pub async fn answer(entry: &Entry) -> Result<Registration, Status> {
    let request = AnswerClarificationRequest {
        name: entry.registration.clone(),
        answer: "En Santiago".into(),
        ..Default::default()
    };
    let answer = entry.applicant.registrations.clone().answer_clarification(request).await?.into_inner();
    Ok(answer.registration.unwrap_or_default())
}

/// Changes fields of it as its applicant.
pub async fn update(
    entry: &Entry,
    change: Registration,
    paths: &[&str],
) -> Result<tonic::Response<UpdateRegistrationResponse>, Status> {
    let mask = FieldMask { paths: paths.iter().map(|path| (*path).to_owned()).collect() };
    let request = UpdateRegistrationRequest {
        registration: Some(Registration { name: entry.registration.clone(), ..change }),
        update_mask: Some(mask),
        ..Default::default()
    };
    entry.applicant.registrations.clone().update_registration(request).await
}

pub async fn only_the_named_fields_are_open_and_the_answer_brings_the_new_words(
    network: &Network,
) -> Result<(), Failure> {
    let entry = Entry::submitted(network, "Ruta").await?;
    let asked = ask(&entry).await?;
    assert_eq!((asked.state(), asked.clarification()), (case::State::Clarification, clarification::State::Asked));
    let open = entry.read().await?.clarification.ok_or("nothing is open")?;
    assert_eq!(open.fields, ["title", "applicant.city"]);
    assert_eq!((open.question.as_str(), open.name.as_str()), (QUESTION, asked.clarifications[0].name.as_str()));
    the_applicant_is_told(&entry).await?;

    let change = Registration { title: "Ruta del este".into(), summary: "Otra".into(), ..Default::default() };
    for paths in [&["title", "summary"][..], &[]] {
        let refused = update(&entry, change.clone(), paths).await.expect_err("`summary` is closed");
        let faults = fields_of(&refused);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].0, "registration.summary");
        assert!(faults[0].1.contains("title, applicant.city"), "{}", faults[0].1);
    }
    update(&entry, change, &["title"]).await?;
    let city = Applicant { city: "Santiago".into(), ..Default::default() };
    update(&entry, Registration { applicant: Some(city), ..Default::default() }, &[]).await?;
    let submit = SubmitRegistrationRequest { name: entry.registration.clone(), ..Default::default() };
    let submitted = entry.applicant.registrations.clone().submit_registration(submit).await;
    assert_eq!(refusal(submitted), of(Code::FailedPrecondition, "REGISTRATION_NOT_IN_DRAFT"));

    let answered = answer(&entry).await?;
    assert_eq!((answered.state(), &answered.clarification), (State::Screening, &None));
    let case = entry.case_comes_to(case::State::Open).await?;
    assert_eq!((case.title.as_str(), case.clarification()), ("Ruta del este", clarification::State::Answered));
    assert_eq!(case.clarifications[0].answer, "En Santiago");
    assert!(entry.letter("clarification-answered").await?.subject.contains("Ruta del este"));
    it_is_answered_once(&entry).await
}

async fn the_applicant_is_told(entry: &Entry) -> Result<(), Failure> {
    let name = entry.letter("clarification-asked").await?.name;
    let letter = entry.office.notifications.clone().get_notification(GetNotificationRequest { name }).await?;
    let letter = letter.into_inner().notification.unwrap_or_default();
    assert_eq!(letter.recipient, "ana@taller.example.org");
    // Until the end of a day in the country, four hours behind Greenwich, and told by the clocks there.
    let due = entry.case().await?.clarifications[0].due_time.ok_or("it ends")?;
    assert_eq!(due.seconds % 86_400, 4 * 3_600 - 1, "{due:?}");
    for part in [QUESTION, "- Título\n- Ciudad", " 23:59 (UTC-04:00)"] {
        assert!(letter.body.contains(part), "{part} is not in {}", letter.body);
    }
    Ok(())
}

async fn it_is_answered_once(entry: &Entry) -> Result<(), Failure> {
    assert_eq!(refusal(answer(entry).await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    let change = Registration { title: "Otra".into(), ..Default::default() };
    let closed = update(entry, change, &["title"]).await;
    assert_eq!(refusal(closed), of(Code::FailedPrecondition, "REGISTRATION_NOT_IN_DRAFT"));
    // It may be asked again, and screened after that.
    ask(entry).await?;
    answer(entry).await?;
    let case = entry.case_comes_to(case::State::Open).await?;
    assert_eq!(case.clarifications.len(), 2);
    calls::pass(&entry.office, &entry.case).await?;
    entry.comes_to(State::InReview).await?;
    Ok(())
}

pub async fn what_cannot_be_asked_is_refused(network: &Network) -> Result<(), Failure> {
    let entry = Entry::submitted(network, "Faro").await?;
    let request = |name: &str, fields: &[&str]| RequestClarificationRequest {
        name: name.into(),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        question: QUESTION.into(),
        ..Default::default()
    };
    let mut office = entry.office.reviews.clone();
    let refused = office.request_clarification(request(&entry.case, &["title", "data_consent", "title"])).await;
    let faults = fields_of(&refused.expect_err("two faults"));
    let faults: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(faults, ["fields[1]", "fields[2]"]);
    let late = prost_types::Timestamp { seconds: 1_600_000_000, nanos: 0 };
    let over = RequestClarificationRequest { due_time: Some(late), ..request(&entry.case, &["title"]) };
    assert_eq!(refusal(office.request_clarification(over).await), of(Code::InvalidArgument, "INVALID_FIELD"));
    let neighbour = network.office("cr")?.reviews.request_clarification(request(&entry.case, &["title"])).await;
    assert_eq!(refusal(neighbour), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    ask(&entry).await?;
    let twice = office.request_clarification(request(&entry.case, &["title"])).await;
    assert_eq!(refusal(twice), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    let screened = calls::pass(&entry.office, &entry.case).await;
    assert_eq!(refusal(screened), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    Ok(())
}

pub async fn a_withdrawal_ends_what_was_asked(network: &Network) -> Result<(), Failure> {
    let entry = Entry::submitted(network, "Muelle").await?;
    ask(&entry).await?;
    update(&entry, Registration { title: "Muelle a medias".into(), ..Default::default() }, &["title"]).await?;
    let request =
        WithdrawRegistrationRequest { name: entry.registration.clone(), reason: "ya no".into(), ..Default::default() };
    let withdrawn = entry.applicant.registrations.clone().withdraw_registration(request).await?.into_inner();
    let withdrawn = withdrawn.registration.unwrap_or_default();
    assert_eq!(
        (withdrawn.clarification, withdrawn.title.as_str()),
        (None, "Muelle"),
        "nobody handed in the other title"
    );
    let case = entry.case_comes_to(case::State::Closed).await?;
    assert_eq!(case.clarification(), clarification::State::Ended);
    assert_eq!(case.clarifications[0].state(), clarification::State::Ended);
    assert_eq!(refusal(answer(&entry).await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    Ok(())
}
