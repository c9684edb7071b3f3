//! Whoever takes the steps, and looks at what came of them.

use std::sync::atomic::{AtomicU32, Ordering};

use platform::clients::Caller;
use proto::{
    partners::v1::{CreateInstitutionRequest, Institution, InstitutionKind},
    platform::v1::Role,
    registrations::v1::{
        AnswerClarificationRequest, ConsentKind, CreateEditionRequest, CreateRegistrationRequest, Edition,
        GiveConsentRequest, ListPublicationsRequest, ListRegistrationVersionsRequest, MergeRegistrationRequest,
        PublishRegistrationRequest, Registration, ReviveRegistrationRequest, UnmergeRegistrationRequest,
        WithdrawConsentRequest, catalogue_entry, registration::State,
    },
    reviews::v1::{
        AssignReviewersRequest, Case, CompleteValidationRequest, ConfirmScreeningRequest, GetCaseRequest,
        ListCasesRequest, Outcome, PrepareDecisionRequest, ReleaseDecisionsRequest, RequestClarificationRequest, Score,
        ScreenCaseRequest, SubmitReviewRequest, ValidationOutcome, case, clarification::State as Clarification,
        confirm_screening_request::Verdict,
    },
};
use tests::{
    calls::{kept_out, passed, validation},
    network::{Network, edition, registration},
    patience::until,
    platform::Failure,
    reviewers::declare,
};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::states::{Standing, Step};
use crate::{
    access::making::{partner, recruit},
    registering::asking::{get, submit, update, withdraw},
};

const EDITION: &str = "editions/steps";

/// A country with a reviewer, a validating institution, and somebody who registers.
pub struct Office {
    pub(super) network: Network,
    ana: Caller,
    pub(super) begun: AtomicU32,
    /// A registration of hers that waits for its screening all the while.
    survivor: String,
}

/// Reason and sentence of a refusal.
pub type Refused = Option<(String, String)>;

impl Office {
    pub async fn open(name: &str) -> Result<Self, Failure> {
        let network = Network::real(name).await?;
        let institution =
            Institution { display_name: "Cámara".into(), kind: InstitutionKind::Chamber.into(), ..Default::default() };
        let request = CreateInstitutionRequest {
            institution_id: "chamber".into(),
            institution: Some(institution),
            ..Default::default()
        };
        network.region()?.partners.create_institution(request).await?;
        let request = CreateEditionRequest {
            edition_id: EDITION.trim_start_matches("editions/").into(),
            edition: Some(Edition { reviews_per_case: 1, ..edition() }),
            ..Default::default()
        };
        network.region()?.registrations.create_edition(request).await?;
        partner(&network, "do", "institutions/chamber").await?;
        recruit(&network, "do", "reviewer", Role::Reviewer).await?;
        recruit(&network, "do", "representative", Role::PartnerRepresentative).await?;
        let ana = network.caller("ana", "applicant", "do", "en")?;
        let office = Self { network, ana, begun: AtomicU32::new(0), survivor: String::new() };
        let survivor = office.begin().await?;
        submit(&office.ana, &survivor).await?;
        Ok(Self { survivor, ..office })
    }

    /// Begins a draft; its name.
    pub async fn begin(&self) -> Result<String, Failure> {
        let title = format!("La que va y viene {}", self.begun.fetch_add(1, Ordering::Relaxed));
        let draft = Registration { edition: EDITION.into(), ..registration(&title) };
        let request = CreateRegistrationRequest {
            parent: "countries/do".into(),
            registration: Some(draft),
            ..Default::default()
        };
        let made = self.ana.registrations.clone().create_registration(request).await?.into_inner();
        Ok(made.registration.ok_or("no registration")?.name)
    }

    /// Takes a step with a registration that stands so; how it was refused, if it was.
    pub async fn take(&self, name: &str, stands: &Standing, step: Step) -> Result<Refused, Failure> {
        let answer = match step {
            Step::Update => {
                update(&self.ana, name, Registration { jobs: Some(3), ..Default::default() }).await.map(drop)
            }
            Step::Submit => submit(&self.ana, name).await.map(drop),
            Step::Withdraw => withdraw(&self.ana, name).await.map(drop),
            Step::Revive => {
                let request =
                    ReviveRegistrationRequest { name: name.into(), reason: "otra vez".into(), ..Default::default() };
                self.ana.registrations.clone().revive_registration(request).await.map(drop)
            }
            Step::Publish => {
                let request = PublishRegistrationRequest { name: name.into(), ..Default::default() };
                self.network.office("do")?.registrations.publish_registration(request).await.map(drop)
            }
            Step::Agree => {
                let kind = ConsentKind::Publication.into();
                let request = GiveConsentRequest { name: name.into(), kind, ..Default::default() };
                self.ana.registrations.clone().give_consent(request).await.map(drop)
            }
            Step::Disagree => {
                let kind = ConsentKind::Publication.into();
                let request = WithdrawConsentRequest { name: name.into(), kind, ..Default::default() };
                self.ana.registrations.clone().withdraw_consent(request).await.map(drop)
            }
            Step::Merge => {
                let request = MergeRegistrationRequest {
                    name: name.into(),
                    survivor: self.survivor.clone(),
                    reason: "es la misma".into(),
                    ..Default::default()
                };
                self.network.office("do")?.registrations.merge_registration(request).await.map(drop)
            }
            Step::Unmerge => {
                let request =
                    UnmergeRegistrationRequest { name: name.into(), reason: "no lo es".into(), ..Default::default() };
                self.network.office("do")?.registrations.unmerge_registration(request).await.map(drop)
            }
            Step::Ask => {
                let request = RequestClarificationRequest {
                    name: self.newest(name).await?.name,
                    fields: vec!["jobs".into()],
                    question: "¿Cuántos empleos?".into(),
                    ..Default::default()
                };
                self.network.office("do")?.reviews.request_clarification(request).await.map(drop)
            }
            Step::Screen(passes) => self.screen(&self.newest(name).await?, passes).await?,
            Step::Decide(outcome) => self.decide(&self.newest(name).await?, stands, outcome).await?,
            Step::Validate(holds) => self.validate(&self.newest(name).await?, holds).await?,
            Step::Mend => self.mend(&self.newest(name).await?).await?,
            Step::Answer => {
                let request = AnswerClarificationRequest { name: name.into(), ..Default::default() };
                self.ana.registrations.clone().answer_clarification(request).await.map(drop)
            }
            Step::Flag => self.flag(&self.entry_name(name).await?).await?,
            Step::Lift => self.lift(&self.entry_name(name).await?).await?,
            Step::Lapse => return self.lapse(name).await.map(|()| None),
            Step::Onward => return Err("a step is none by itself".into()),
        };
        refused(answer)
    }

    /// Lets a case pass, or keeps it out, which takes two people.
    async fn screen(&self, case: &Case, passes: bool) -> Result<Result<(), Status>, Failure> {
        let mut office = self.network.office("do")?.reviews;
        let name = case.name.clone();
        let whole = office.get_case(GetCaseRequest { name: name.clone() }).await?.into_inner().case.ok_or("no case")?;
        if passes {
            let request = ScreenCaseRequest { reason: "cumple".into(), ..passed(&whole) };
            return Ok(office.screen_case(request).await.map(drop));
        }
        let mut colleague = self.network.caller("sara", "office_staff", "do", "en")?.reviews;
        if let Err(refusal) = colleague.screen_case(kept_out(&whole, "no cumple")).await {
            return Ok(Err(refusal));
        }
        let request = ConfirmScreeningRequest { name, verdict: Verdict::Confirmed.into(), ..Default::default() };
        Ok(office.confirm_screening(request).await.map(drop))
    }

    /// Prepares and releases a decision; where the case waits for its review, with the review before.
    async fn decide(&self, case: &Case, stands: &Standing, outcome: Outcome) -> Result<Result<(), Status>, Failure> {
        if stands.state == State::InReview {
            self.review(&case.name).await?;
        }
        let mut office = self.network.office("do")?.reviews;
        let request = PrepareDecisionRequest {
            name: case.name.clone(),
            outcome: outcome.into(),
            reason: "por sus méritos".into(),
            ..Default::default()
        };
        if let Err(refusal) = office.prepare_decision(request).await {
            return Ok(Err(refusal));
        }
        let request =
            ReleaseDecisionsRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
        Ok(office.release_decisions(request).await.map(drop))
    }

    async fn review(&self, case: &str) -> Result<(), Failure> {
        let office = self.network.office("do")?.reviews;
        let request = AssignReviewersRequest { name: case.into(), count: 1, ..Default::default() };
        let assignment = until("the reviewer is known", || async {
            match office.clone().assign_reviewers(request.clone()).await {
                Err(early) if early.code() == Code::FailedPrecondition => Ok(None),
                answer => Ok(answer?.into_inner().assignments.into_iter().next()),
            }
        })
        .await?;
        let reviewer = self.network.caller("reviewer", "reviewer", "do", "en")?;
        declare(&reviewer, &assignment.name).await?;
        let request = SubmitReviewRequest {
            name: assignment.name,
            scores: vec![Score { criterion: "in-use".into(), score: 4 }],
            confidence: 4,
            ..Default::default()
        };
        reviewer.reviews.clone().submit_review(request).await?;
        Ok(())
    }

    async fn mend(&self, case: &Case) -> Result<Result<(), Status>, Failure> {
        let request = CompleteValidationRequest {
            fields: vec!["jobs".into()],
            question: "¿Cuántos empleos?".into(),
            ..validation(&case.name, "institutions/chamber", ValidationOutcome::Mend)
        };
        let mut representative = self.network.caller("representative", "partner_representative", "do", "en")?.reviews;
        Ok(representative.complete_validation(request).await.map(drop))
    }

    async fn validate(&self, case: &Case, holds: bool) -> Result<Result<(), Status>, Failure> {
        let outcome = if holds { ValidationOutcome::Passed } else { ValidationOutcome::Failed };
        let request = validation(&case.name, "institutions/chamber", outcome);
        let mut representative = self.network.caller("representative", "partner_representative", "do", "en")?.reviews;
        Ok(representative.complete_validation(request).await.map(drop))
    }

    /// Waits until a registration and its case stand so, and looks whether what follows from that holds.
    pub async fn comes_to(&self, name: &str, stands: &Standing) -> Result<(), Failure> {
        let submissions = usize::try_from(stands.submissions)?;
        until("what follows", || async {
            let found = get(&self.ana, name).await?;
            let cases = self.cases(name).await?;
            let is_closed = |case: &Case| case.state() == case::State::Closed;
            let closed = match stands.state {
                State::Withdrawn | State::Merged => cases.iter().all(is_closed),
                State::Screening | State::Clarification | State::InReview | State::Waitlisted | State::Accepted => {
                    !cases.first().is_some_and(is_closed)
                }
                _ => true,
            };
            let asked = found.clarification.is_some() == stands.asked;
            let answered =
                stands.asked || cases.first().is_none_or(|case| case.clarification() != Clarification::Asked);
            let same = found.state() == stands.state && found.publication_consent == stands.agreed && asked && answered;
            Ok((same && closed && cases.len() == submissions).then_some(()))
        })
        .await?;
        let request = ListRegistrationVersionsRequest { parent: name.into(), ..Default::default() };
        let versions = self.ana.registrations.clone().list_registration_versions(request).await?.into_inner().versions;
        let request = ListPublicationsRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
        let shown = self.ana.registrations.clone().list_publications(request).await?.into_inner().publications;
        let shown = shown.iter().any(|publication| publication.registration == name);
        let entry = self.entry(name).await?.map(|entry| entry.state());
        if versions.len() != submissions + usize::try_from(stands.answers)?
            || shown != (stands.entry() == Some(catalogue_entry::State::Shown))
            || entry != stands.entry()
        {
            return Err(format!("{} versions, in the catalogue: {shown}, {entry:?}", versions.len()).into());
        }
        Ok(())
    }

    async fn newest(&self, name: &str) -> Result<Case, Failure> {
        Ok(self.cases(name).await?.into_iter().next().ok_or("no case")?)
    }

    /// The cases of a registration, the latest first.
    async fn cases(&self, name: &str) -> Result<Vec<Case>, Failure> {
        let filter = format!("registration = \"{name}\"");
        let request = ListCasesRequest { parent: "countries/do".into(), filter, ..Default::default() };
        Ok(self.network.office("do")?.reviews.list_cases(request).await?.into_inner().cases)
    }
}

/// A refusal with its reason; whatever else goes wrong is a failure.
fn refused(answer: Result<(), Status>) -> Result<Refused, Failure> {
    let Err(status) = answer else { return Ok(None) };
    let reason = status.get_error_details().error_info().map(|info| info.reason.clone()).unwrap_or_default();
    match status.code() {
        Code::FailedPrecondition | Code::NotFound => Ok(Some((reason, status.message().to_owned()))),
        _ => Err(status.into()),
    }
}
