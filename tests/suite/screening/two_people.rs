//! That a case may not take part takes two people, and a checklist that was gone through.

use std::time::Duration;

use platform::{clients::Caller, error::fields_of};
use proto::{
    platform::v1::Role,
    registrations::v1::{
        CreateEditionRequest, CreateRegistrationRequest, Edition, ReviseEditionRequest, ScreeningItem,
        registration::State,
    },
    reviews::v1::{
        Case, ConfirmScreeningRequest, ScreenCaseRequest, ScreeningOutcome, ScreeningReason, case,
        checklist_answer::Verdict as Answer, confirm_screening_request::Verdict, screening,
    },
};
use tests::{
    calls::{self, kept_out, passed},
    data::number,
    network::{Network, edition, registration, words},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::Entry;
use crate::access::making::issue;

const REASON: &str = "No es una mipyme.";

async fn judge(by: &Caller, case: &str, verdict: Verdict) -> Result<Case, Status> {
    let request = ConfirmScreeningRequest { name: case.into(), verdict: verdict.into(), ..Default::default() };
    Ok(by.reviews.clone().confirm_screening(request).await?.into_inner().case.unwrap_or_default())
}

async fn propose(by: &Caller, entry: &Entry) -> Result<Case, Failure> {
    let request = kept_out(&entry.case().await?, REASON);
    Ok(by.reviews.clone().screen_case(request).await?.into_inner().case.ok_or("no case")?)
}

/// How many screenings were told to others.
async fn told(network: &Network, entry: &Entry) -> Result<i64, Failure> {
    let database = network.data.connect("reviews").await?;
    let question =
        format!("SELECT count(*) AS found FROM outbox WHERE name = 'case.screened' AND subject = '{}'", entry.case);
    let told = number(&database, &question).await?;
    database.close().await?;
    Ok(told)
}

pub async fn nobody_is_kept_out_before_a_second_person_confirms_it(network: &Network) -> Result<(), Failure> {
    let entry = Entry::submitted(network, "Molino").await?;
    let (staff, admin) = (network.caller("sara", "office_staff", "do", "en")?, network.office("do")?);
    let (key, secret) = issue(network, "countries/do", Role::OfficeStaff, Duration::from_secs(3600)).await?;
    let machine = network.bearer(&secret)?;
    let by_machine = until("the key", || async {
        let request = kept_out(&entry.case().await?, REASON);
        let answer = refusal(machine.reviews.clone().screen_case(request).await);
        Ok(answer.filter(|(code, _)| *code != Code::Unauthenticated))
    });
    assert_eq!(Some(by_machine.await?), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"), "{key}");

    let proposed = propose(&staff, &entry).await?;
    assert_eq!((proposed.state(), proposed.screening()), (case::State::ProposedOut, ScreeningOutcome::Unspecified));
    let record = proposed.screenings.first().ok_or("no screening")?;
    assert_eq!((record.state(), record.proposer.as_str()), (screening::State::Proposed, "sara"));
    assert_eq!(record.answers.len(), proposed.checklist.len());
    let alone = judge(&staff, &entry.case, Verdict::Confirmed).await;
    assert_eq!(refusal(alone), of(Code::FailedPrecondition, "SECOND_PERSON_NEEDED"));
    let by_machine = judge(&machine, &entry.case, Verdict::Confirmed).await;
    assert_eq!(refusal(by_machine), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    let elsewhere = judge(&network.office("cr")?, &entry.case, Verdict::Confirmed).await;
    assert_eq!(refusal(elsewhere), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    assert_eq!(told(network, &entry).await?, 0, "nobody outside of the office is told of a proposal");
    assert_eq!(entry.read().await?.state(), State::Screening);

    let confirmed = judge(&admin, &entry.case, Verdict::Confirmed).await?;
    assert_eq!((confirmed.state(), confirmed.screening()), (case::State::ScreenedOut, ScreeningOutcome::Ineligible));
    let record = &confirmed.screenings[0];
    assert_eq!((record.state(), record.confirmer.as_str()), (screening::State::Stands, "office:do"));
    assert_eq!(record.reason_code(), ScreeningReason::NotAnEnterprise);
    assert_eq!(entry.comes_to(State::Ineligible).await?.state_reason, REASON);
    entry.letter("screening-failed").await?;
    let again = judge(&admin, &entry.case, Verdict::SetBack).await;
    assert_eq!(refusal(again), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    Ok(())
}

pub async fn what_is_set_back_is_screened_again(network: &Network) -> Result<(), Failure> {
    let entry = Entry::submitted(network, "Telar").await?;
    let staff = network.caller("sara", "office_staff", "do", "en")?;
    propose(&staff, &entry).await?;
    let over_it = calls::pass(&staff, &entry.case).await;
    assert_eq!(refusal(over_it), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    // Whoever proposed it may think better of it.
    let set_back = judge(&staff, &entry.case, Verdict::SetBack).await?;
    assert_eq!((set_back.state(), set_back.screening()), (case::State::Open, ScreeningOutcome::Unspecified));
    assert_eq!(set_back.screenings[0].state(), screening::State::SetBack);
    let passed = calls::pass(&staff, &entry.case).await?;
    assert_eq!((passed.state(), passed.screening()), (case::State::Open, ScreeningOutcome::Passed));
    assert_eq!(passed.screenings.len(), 2);
    entry.comes_to(State::InReview).await?;
    Ok(())
}

pub async fn the_checklist_is_that_of_the_edition_where_it_has_one(network: &Network) -> Result<(), Failure> {
    let item = |id: &str| ScreeningItem { id: id.into(), texts: words(id) };
    let own = Edition { screening_items: vec![item("seen-at-work"), item("has-a-licence")], ..edition() };
    let request = CreateEditionRequest { edition_id: "listed".into(), edition: Some(own), ..Default::default() };
    network.region()?.registrations.create_edition(request).await?;
    let entry = Entry::submitted(network, "Horno").await?;
    let first: Vec<String> = entry.case().await?.checklist.into_iter().map(|item| item.id).collect();
    assert!(first.contains(&"in-use".to_owned()), "{first:?}");
    let listed = registration_in(network, "editions/listed", "Horno dos").await?;
    let case = until("the edition's list", || async {
        Ok(Some(listed.case().await?).filter(|case| case.checklist.len() == 2))
    })
    .await?;
    let mut request = kept_out(&case, REASON);
    request.answers.truncate(1);
    request.answers[0].item = "in-use".into();
    let refused = listed.office.reviews.clone().screen_case(request.clone()).await.expect_err("two faults");
    let faults: Vec<String> = fields_of(&refused).into_iter().map(|(field, _)| field).collect();
    assert_eq!(faults, ["answers[0].item", "answers"]);
    let passes = ScreenCaseRequest {
        outcome: ScreeningOutcome::Passed.into(),
        reason: String::new(),
        reason_code: 0,
        ..kept_out(&case, REASON)
    };
    assert!(passes.answers.iter().any(|answer| answer.verdict() == Answer::No));
    let refused = listed.office.reviews.clone().screen_case(passes).await.expect_err("it has a NO");
    assert_eq!(fields_of(&refused).len(), 1, "{refused}");
    whatever_is_found_every_line_was_looked_at(&listed, &case).await
}

/// Nothing passes unseen, and nothing is kept out of which all is well.
async fn whatever_is_found_every_line_was_looked_at(entry: &Entry, case: &Case) -> Result<(), Failure> {
    let in_part = |request: ScreenCaseRequest, lines: usize| {
        let answers = request.answers.iter().take(lines).cloned().collect();
        ScreenCaseRequest { answers, ..request }
    };
    let all_well = ScreenCaseRequest { answers: passed(case).answers, ..kept_out(case, REASON) };
    for request in [in_part(passed(case), 0), in_part(passed(case), 1), in_part(kept_out(case, REASON), 1), all_well] {
        let refused = entry.office.reviews.clone().screen_case(request.clone()).await.map(drop);
        let faults = refused.err().map(|refused| fields_of(&refused)).unwrap_or_default();
        let faults: Vec<String> = faults.into_iter().map(|(field, _)| field).collect();
        assert_eq!(faults, ["answers"], "{request:?}");
    }
    calls::pass(&entry.office, &entry.case).await?;
    Ok(())
}

pub async fn a_case_keeps_the_checklist_of_the_version_that_it_was_submitted_under(
    network: &Network,
) -> Result<(), Failure> {
    let item = |id: &str| ScreeningItem { id: id.into(), texts: words(id) };
    let own = Edition { screening_items: vec![item("seen-at-work")], ..edition() };
    let request = CreateEditionRequest { edition_id: "relisted".into(), edition: Some(own), ..Default::default() };
    let mut region = network.region()?.registrations;
    let made = region.create_edition(request).await?.into_inner().edition.unwrap_or_default();
    told_of(network, 1).await?;
    let before = registration_in(network, &made.name, "Forja").await?;
    let revised = Edition { screening_items: vec![item("has-a-licence"), item("pays-its-dues")], ..made.clone() };
    region.revise_edition(ReviseEditionRequest { edition: Some(revised), ..Default::default() }).await?;
    told_of(network, 2).await?;
    let after = registration_in(network, &made.name, "Fragua").await?;
    let lines = async |entry: &Entry| -> Result<Vec<String>, Failure> {
        Ok(entry.case().await?.checklist.into_iter().map(|item| item.id).collect())
    };
    assert_eq!(lines(&before).await?, ["seen-at-work"]);
    assert_eq!(lines(&after).await?, ["has-a-licence", "pays-its-dues"]);
    let kept = kept_out(&before.case().await?, REASON);
    before.office.reviews.clone().screen_case(kept).await?;
    Ok(())
}

/// Waits until the reviews know of a version of the edition whose list changes.
async fn told_of(network: &Network, version: i64) -> Result<(), Failure> {
    let query =
        format!("SELECT count(*) AS found FROM plans WHERE edition = 'editions/relisted' AND version = {version}");
    until("the version known to the reviews", || async {
        let session = network.data.connect("reviews").await?;
        let found = number(&session, &query).await?;
        session.close().await?;
        Ok((found == 1).then_some(()))
    })
    .await
}

/// An entry to another edition.
async fn registration_in(network: &Network, edition: &str, title: &str) -> Result<Entry, Failure> {
    let entered = proto::registrations::v1::Registration { edition: edition.into(), ..registration(title) };
    let applicant = network.caller("ana", "applicant", "do", "en")?;
    let request =
        CreateRegistrationRequest { parent: "countries/do".into(), registration: Some(entered), ..Default::default() };
    let made = applicant.registrations.clone().create_registration(request).await?.into_inner();
    Entry::of(network, applicant, made.registration.ok_or("no registration")?.name).await
}
