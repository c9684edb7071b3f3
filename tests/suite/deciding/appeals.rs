//! A decision is heard again: by other people, once, within its term.

use platform::clients::Caller;
use proto::{
    registrations::v1::{
        AppealGround, FileAppealRequest, Registration, ReviewPlan, WithdrawAppealRequest, registration::State,
    },
    reviews::v1::{
        Appeal, AssignAppealPanelRequest, Finding, GetCaseRequest, GetHearingRequest, Hearing, JudgeAppealRequest,
        ListAppealsRequest, ListHearingsRequest, Outcome, SubmitHearingRequest, appeal, case,
        judge_appeal_request::Verdict,
    },
};
use tests::{
    network::Network,
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::{Entry, decide, planned, subject_of, two_people};

/// Appeals for a registration.
pub async fn file(by: &Caller, registration: &str) -> Result<Registration, Status> {
    let request = FileAppealRequest {
        name: registration.into(),
        grounds: vec![AppealGround::FactOverlooked.into()],
        statement: "No se vio que ya funciona en tres talleres.".into(),
        ..Default::default()
    };
    Ok(by.registrations.clone().file_appeal(request).await?.into_inner().registration.unwrap_or_default())
}

/// The appeal of an entry, once it is at the reviews.
pub async fn appeal_of(network: &Network, entry: &Entry) -> Result<Appeal, Failure> {
    let office = network.office("do")?;
    let filter = format!("registration = \"{}\"", entry.registration);
    let request = ListAppealsRequest { parent: "countries/do".into(), filter, ..Default::default() };
    until("the appeal at the reviews", || async {
        Ok(office.reviews.clone().list_appeals(request.clone()).await?.into_inner().appeals.into_iter().next())
    })
    .await
}

/// Admits an appeal, or finds that it is none.
pub async fn judge(by: &Caller, appeal: &Appeal, verdict: Verdict, reason: &str) -> Result<Appeal, Status> {
    let (name, verdict, reason) = (appeal.name.clone(), verdict.into(), reason.into());
    let request = JudgeAppealRequest { name, verdict, reason, ..Default::default() };
    Ok(by.reviews.clone().judge_appeal(request).await?.into_inner().appeal.unwrap_or_default())
}

/// Puts a panel on an appeal.
pub async fn panel(by: &Caller, appeal: &Appeal, reviewers: Vec<String>) -> Result<Appeal, Status> {
    let request = AssignAppealPanelRequest { name: appeal.name.clone(), reviewers, ..Default::default() };
    Ok(by.reviews.clone().assign_appeal_panel(request).await?.into_inner().appeal.unwrap_or_default())
}

/// What the only one of a panel finds.
pub async fn hear(network: &Network, heard: &Appeal, finding: Finding) -> Result<Hearing, Failure> {
    let hearing = heard.hearings.first().ok_or("no hearing")?;
    let subject = subject_of(network, &hearing.reviewer).await?;
    let reviewer = network.caller(&subject, "reviewer", "do", "en")?;
    let request = SubmitHearingRequest {
        name: hearing.name.clone(),
        finding: finding.into(),
        reason: "El registro dice dónde funciona.".into(),
        ..Default::default()
    };
    Ok(reviewer.reviews.clone().submit_hearing(request).await?.into_inner().hearing.ok_or("no hearing")?)
}

pub async fn a_panel_without_the_first_deciders_overturns_and_the_registration_goes_on(
    network: &Network,
) -> Result<(), Failure> {
    let edition = planned(network, "appealed", two_people()).await?;
    let entry = Entry::reviewed(network, &edition, "Apelada", 1).await?;
    decide(network, &edition).await?;
    let declined = entry.comes_to(State::Declined).await?;
    assert!(declined.appeal_due_time.is_some(), "the applicant reads until when");
    let filed = file(&entry.applicant, &entry.registration).await?;
    assert_eq!(filed.state(), State::Appealed);
    let again = file(&entry.applicant, &entry.registration).await;
    assert_eq!(refusal(again), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    entry.letter(network, "appeal-received").await?;
    entry.letter(network, "appeal-waits").await?;

    let appeal = appeal_of(network, &entry).await?;
    assert_eq!((appeal.state(), &appeal.name), (appeal::State::Filed, &filed.appeal));
    let decider = network.office("do")?;
    let by_decider = judge(&decider, &appeal, Verdict::Rejected, "No es motivo.").await;
    assert_eq!(refusal(by_decider), of(Code::FailedPrecondition, "SECOND_PERSON_NEEDED"));
    let early = panel(&decider, &appeal, Vec::new()).await;
    assert_eq!(refusal(early), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    judge(&decider, &appeal, Verdict::Admitted, "").await?;
    entry.letter(network, "appeal-admitted").await?;
    let first = entry.assignments[0].reviewer.clone();
    let by_reviewer = panel(&decider, &appeal, vec![first.clone()]).await;
    assert_eq!(refusal(by_reviewer), of(Code::InvalidArgument, "INVALID_FIELD"));
    let heard = panel(&decider, &appeal, Vec::new()).await?;
    let chosen: Vec<&str> = heard.hearings.iter().map(|hearing| hearing.reviewer.as_str()).collect();
    assert_eq!(chosen.len(), 1);
    assert!(entry.assignments.iter().all(|assignment| !chosen.contains(&assignment.reviewer.as_str())));

    let hearing = &heard.hearings[0];
    let outsider = network.caller(&subject_of(network, &first).await?, "reviewer", "do", "en")?;
    let request = GetHearingRequest { name: hearing.name.clone() };
    let refused = outsider.reviews.clone().get_hearing(request.clone()).await;
    assert_eq!(refusal(refused), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    let list = ListHearingsRequest { parent: "countries/do/appeals/-".into(), ..Default::default() };
    assert!(outsider.reviews.clone().list_hearings(list).await?.into_inner().hearings.is_empty());
    let judge_of_it = network.caller(&subject_of(network, &hearing.reviewer).await?, "reviewer", "do", "en")?;
    let read = judge_of_it.reviews.clone().get_hearing(request).await?.into_inner().hearing.ok_or("no hearing")?;
    let before = read.heard.ok_or("nothing to hear")?;
    assert_eq!((before.outcome(), before.comments_to_applicant.len()), (Outcome::Declined, 2));
    assert_eq!(before.brief.ok_or("no brief")?.title, "Apelada");
    assert_eq!(before.scores.map(|scores| scores.raw_mean), Some(0.2));

    hear(network, &heard, Finding::Uphold).await?;
    entry.comes_to(State::Accepted).await?;
    entry.letter(network, "appeal-upheld").await?;
    let request = GetCaseRequest { name: entry.case.clone() };
    let case = decider.reviews.clone().get_case(request).await?.into_inner().case.ok_or("no case")?;
    assert_eq!((case.state(), case.outcome()), (case::State::Decided, Outcome::Accepted), "it goes on to validation");
    Ok(())
}

pub async fn what_is_denied_taken_back_or_not_admitted_leaves_the_decision(network: &Network) -> Result<(), Failure> {
    let edition = planned(network, "in-vain", two_people()).await?;
    let denied = Entry::reviewed(network, &edition, "Negada", 1).await?;
    let withdrawn = Entry::reviewed(network, &edition, "Retirada", 1).await?;
    let rejected = Entry::reviewed(network, &edition, "No admitida", 1).await?;
    decide(network, &edition).await?;
    let office = network.office("do")?;
    for entry in [&denied, &withdrawn, &rejected] {
        entry.comes_to(State::Declined).await?;
        file(&entry.applicant, &entry.registration).await?;
    }

    let appeal = appeal_of(network, &denied).await?;
    judge(&office, &appeal, Verdict::Admitted, "").await?;
    let heard = panel(&office, &appeal, Vec::new()).await?;
    hear(network, &heard, Finding::Deny).await?;
    denied.letter(network, "appeal-denied").await?;

    let request = WithdrawAppealRequest { name: withdrawn.registration.clone(), ..Default::default() };
    withdrawn.applicant.registrations.clone().withdraw_appeal(request).await?;
    withdrawn.letter(network, "appeal-withdrawn").await?;
    until("the appeal at its end", || async {
        Ok((appeal_of(network, &withdrawn).await?.state() == appeal::State::Withdrawn).then_some(()))
    })
    .await?;

    let appeal = appeal_of(network, &rejected).await?;
    let other = network.caller("tercera", "office_admin", "do", "en")?;
    judge(&other, &appeal, Verdict::Rejected, "No es un motivo de apelación.").await?;
    rejected.letter(network, "appeal-rejected").await?;
    for entry in [&denied, &withdrawn, &rejected] {
        entry.comes_to(State::Declined).await?;
        let again = file(&entry.applicant, &entry.registration).await;
        assert_eq!(refusal(again), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"), "there is one appeal at most");
    }
    Ok(())
}

pub async fn nobody_appeals_without_a_term(network: &Network) -> Result<(), Failure> {
    let edition = planned(network, "no-term", ReviewPlan::default()).await?;
    let entry = Entry::reviewed(network, &edition, "Sin plazo", 1).await?;
    decide(network, &edition).await?;
    let declined = entry.comes_to(State::Declined).await?;
    assert_eq!(declined.appeal_due_time, None);
    let refused = file(&entry.applicant, &entry.registration).await;
    assert_eq!(refusal(refused), of(Code::FailedPrecondition, "APPEAL_OVER"));
    Ok(())
}
