//! The clock of a clarification, which is the server's. The tests move what it is held against.

use proto::{
    registrations::v1::{Applicant, CreateRegistrationRequest, Registration, registration::State},
    reviews::v1::{ListCasesRequest, case, clarification},
};
use sea_orm::ConnectionTrait;
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{
    Entry,
    clarification::{answer, ask, update},
};

/// Moves a moment of the clarification that waits in a service.
async fn move_time(network: &Network, service: &str, change: &str) -> Result<(), Failure> {
    let database = network.data.connect(service).await?;
    let changed = database.execute_unprepared(change).await?;
    assert_eq!(changed.rows_affected(), 1, "{change}");
    Ok(database.close().await?)
}

pub async fn nothing_is_answered_after_the_end_by_the_servers_clock(network: &Network) -> Result<(), Failure> {
    let entry = Entry::submitted(network, "Puente").await?;
    ask(&entry).await?;
    let over = "UPDATE registrations SET clarification_due = create_time WHERE clarification <> ''";
    move_time(network, "registrations", over).await?;
    assert_eq!(refusal(answer(&entry).await), of(Code::FailedPrecondition, "CLARIFICATION_OVER"));
    assert_eq!(entry.read().await?.state(), State::Clarification, "until the office has it again");
    move_time(network, "reviews", "UPDATE clarifications SET due_at = created_at WHERE state = 'ASKED'").await?;
    entry.comes_to(State::Screening).await?;
    assert_eq!(entry.letters("clarification-reminder").await?.len(), 0, "nobody is reminded of what is over");
    Ok(())
}

pub async fn who_does_not_answer_is_reminded_and_then_the_office_has_the_case_again(
    network: &Network,
) -> Result<(), Failure> {
    let entry = Entry::submitted(network, "Canal").await?;
    let asked = ask(&entry).await?;
    move_time(network, "reviews", "UPDATE clarifications SET remind_at = created_at WHERE state = 'ASKED'").await?;
    assert_eq!(entry.letter("clarification-reminder").await?.recipient, "ana@taller.example.org");
    assert_eq!(entry.case().await?.state(), case::State::Clarification, "it is not over yet");
    let half = Applicant { city: "Samaná".into(), ..Default::default() };
    let half = Registration { title: "Canal a medias".into(), applicant: Some(half), ..Default::default() };
    update(&entry, half, &["title", "applicant.city"]).await?;
    the_title_is_taken_meanwhile(&entry).await?;

    move_time(network, "reviews", "UPDATE clarifications SET due_at = created_at WHERE state = 'ASKED'").await?;
    let returned = entry.case_comes_to(case::State::Open).await?;
    assert_eq!(returned.clarification(), clarification::State::Unanswered);
    assert!(returned.clarifications[0].end_time.is_some());
    let back = entry.comes_to(State::Screening).await?;
    assert_eq!(back.clarification, None);
    let city = back.applicant.map(|applicant| applicant.city);
    assert_eq!((back.title.as_str(), city.as_deref()), ("Canal", Some("")), "what nobody handed in is not there");
    assert_eq!(refusal(answer(&entry).await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    assert_eq!(entry.letter("clarification-over").await?.recipient, "ana@taller.example.org");
    assert_eq!(entry.letter("clarification-unanswered").await?.recipient, "oficina@do.example.org");
    assert_eq!(entry.letters("clarification-reminder").await?.len(), 1, "once");
    is_found_as_unanswered(&entry, &asked.name).await
}

/// By a draft of the same organisation, which nothing kept from it while the entry was called otherwise.
async fn the_title_is_taken_meanwhile(entry: &Entry) -> Result<(), Failure> {
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration("Canal")),
        ..Default::default()
    };
    entry.office.registrations.clone().create_registration(request).await?;
    Ok(())
}

async fn is_found_as_unanswered(entry: &Entry, case: &str) -> Result<(), Failure> {
    let filter = format!("clarification = UNANSWERED AND registration = \"{}\"", entry.registration);
    let request = ListCasesRequest { parent: "countries/do".into(), filter, ..Default::default() };
    until("the case in the list", || async {
        let found = entry.office.reviews.clone().list_cases(request.clone()).await?.into_inner().cases;
        Ok(found.into_iter().find(|found| found.name == case).map(drop))
    })
    .await
}
