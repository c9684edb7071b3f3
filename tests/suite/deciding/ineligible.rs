//! What was found ineligible is heard again: by people of whom nobody screened it, once, within the same term.

use proto::{
    registrations::v1::{
        CreateRegistrationRequest, Registration, SubmitRegistrationRequest, WithdrawAppealRequest, registration::State,
    },
    reviews::v1::{
        Appeal, AssignReviewersRequest, Case, ConfirmScreeningRequest, Finding, GetCaseRequest, GetHearingRequest,
        ScreeningOutcome, ScreeningReason, appeal, case, confirm_screening_request, judge_appeal_request::Verdict,
        screening,
    },
};
use tests::{
    calls::kept_out,
    network::{Network, registration},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{
    Entry,
    appeals::{appeal_of, file, hear, judge, panel},
    planned, recruit_alone, subject_of, two_people,
};

/// Who proposes that an entry is kept out; the office confirms it.
const SCREENER: &str = "sara";

impl Entry {
    /// Handed in, and kept out by two people.
    async fn kept_out(network: &Network, edition: &str, title: &str) -> Result<Self, Failure> {
        let applicant = network.caller("ana", "applicant", "do", "en")?;
        let entered = Registration { edition: edition.into(), ..registration(title) };
        let parent = "countries/do".to_owned();
        let request = CreateRegistrationRequest { parent, registration: Some(entered), ..Default::default() };
        let made = applicant.registrations.clone().create_registration(request).await?.into_inner();
        let registration = made.registration.ok_or("no registration")?.name;
        let request = SubmitRegistrationRequest { name: registration.clone(), ..Default::default() };
        applicant.registrations.clone().submit_registration(request).await?;
        let case = crate::access::making::case(network, "do", &registration).await?;
        let entry = Self { registration, case, applicant, assignments: Vec::new() };
        let mut screener = network.caller(SCREENER, "office_staff", "do", "en")?.reviews;
        screener.screen_case(kept_out(&entry.case(network).await?, "no es una empresa")).await?;
        let verdict = confirm_screening_request::Verdict::Confirmed.into();
        let request = ConfirmScreeningRequest { name: entry.case.clone(), verdict, ..Default::default() };
        network.office("do")?.reviews.confirm_screening(request).await?;
        let ineligible = entry.comes_to(State::Ineligible).await?;
        assert!(ineligible.appeal_due_time.is_some(), "the applicant reads until when");
        Ok(entry)
    }

    /// Its case as the office reads it.
    async fn case(&self, network: &Network) -> Result<Case, Failure> {
        let request = GetCaseRequest { name: self.case.clone() };
        Ok(network.office("do")?.reviews.get_case(request).await?.into_inner().case.ok_or("no case")?)
    }

    /// Its appeal, which is filed and admitted.
    async fn admitted(&self, network: &Network) -> Result<Appeal, Failure> {
        assert_eq!(file(&self.applicant, &self.registration).await?.state(), State::Appealed);
        let appeal = appeal_of(network, self).await?;
        let other = network.caller("tercera", "office_admin", "do", "en")?;
        Ok(judge(&other, &appeal, Verdict::Admitted, "").await?)
    }
}

pub async fn an_appeal_that_is_upheld_lets_take_part_what_was_kept_out(network: &Network) -> Result<(), Failure> {
    let screener = recruit_alone(network, SCREENER).await?;
    let edition = planned(network, "kept-out", two_people()).await?;
    let entry = Entry::kept_out(network, &edition, "Dejada fuera").await?;
    assert_eq!(file(&entry.applicant, &entry.registration).await?.state(), State::Appealed);
    entry.letter(network, "appeal-received").await?;
    let appeal = appeal_of(network, &entry).await?;
    let found = entry.case(network).await?.screenings.into_iter().next().ok_or("no screening")?;
    assert_eq!((&appeal.screening, appeal.decision.as_str()), (&found.name, ""));
    for subject in [SCREENER, "office:do"] {
        let who_screened = network.caller(subject, "office_admin", "do", "en")?;
        let refused = judge(&who_screened, &appeal, Verdict::Rejected, "No es motivo.").await;
        assert_eq!(refusal(refused), of(Code::FailedPrecondition, "SECOND_PERSON_NEEDED"), "{subject}");
    }
    let office = network.office("do")?;
    judge(&office, &appeal, Verdict::Admitted, "").await?;
    let by_screener = panel(&office, &appeal, vec![screener.clone()]).await;
    assert_eq!(refusal(by_screener), of(Code::InvalidArgument, "INVALID_FIELD"));
    let heard = panel(&office, &appeal, Vec::new()).await?;
    let hearing = heard.hearings.first().ok_or("no hearing")?;
    assert_ne!(hearing.reviewer, screener);
    let hearer = network.caller(&subject_of(network, &hearing.reviewer).await?, "reviewer", "do", "en")?;
    let request = GetHearingRequest { name: hearing.name.clone() };
    let read = hearer.reviews.clone().get_hearing(request).await?.into_inner().hearing.ok_or("no hearing")?;
    let read = read.heard.and_then(|heard| heard.screening).ok_or("nothing to hear")?;
    assert_eq!((read.reason_code(), read.reason.as_str()), (ScreeningReason::NotAnEnterprise, "no es una empresa"));
    assert_eq!((read.proposer.as_str(), read.confirmer.as_str()), ("", ""), "nobody is named");

    hear(network, &heard, Finding::Uphold).await?;
    let readmitted = entry.comes_to(State::InReview).await?;
    assert_eq!(readmitted.appeal_due_time, None);
    entry.letter(network, "appeal-readmitted").await?;
    let case = entry.case(network).await?;
    assert_eq!((case.state(), case.screening()), (case::State::Open, ScreeningOutcome::Passed));
    assert_eq!(case.screenings[0].state(), screening::State::Overturned);
    assert_eq!(appeal_of(network, &entry).await?.state(), appeal::State::Upheld);
    let request = AssignReviewersRequest { name: entry.case.clone(), ..Default::default() };
    let made = office.reviews.clone().assign_reviewers(request).await?.into_inner().assignments;
    assert_eq!(made.len(), 2, "it is reviewed as any other");
    Ok(())
}

pub async fn what_is_denied_or_taken_back_stays_out(network: &Network) -> Result<(), Failure> {
    let edition = planned(network, "stays-out", two_people()).await?;
    let denied = Entry::kept_out(network, &edition, "Sigue fuera").await?;
    let appeal = denied.admitted(network).await?;
    let heard = panel(&network.office("do")?, &appeal, Vec::new()).await?;
    hear(network, &heard, Finding::Deny).await?;
    denied.letter(network, "appeal-denied").await?;

    let withdrawn = Entry::kept_out(network, &edition, "Se deja fuera").await?;
    file(&withdrawn.applicant, &withdrawn.registration).await?;
    let request = WithdrawAppealRequest { name: withdrawn.registration.clone(), ..Default::default() };
    withdrawn.applicant.registrations.clone().withdraw_appeal(request).await?;
    withdrawn.letter(network, "appeal-withdrawn").await?;
    for entry in [&denied, &withdrawn] {
        entry.comes_to(State::Ineligible).await?;
        assert_eq!(entry.case(network).await?.state(), case::State::ScreenedOut);
        let again = file(&entry.applicant, &entry.registration).await;
        assert_eq!(refusal(again), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"), "there is one appeal at most");
    }
    Ok(())
}
