//! How an institution checks the evidence of what was accepted: by the edition's checklist, line by line; and what it asks the
//! applicant to mend before it finds anything.

mod clock;
mod mending;
mod published;
mod who;

use platform::clients::Caller;
use proto::{
    notifications::v1::{ListNotificationsRequest, Notification},
    partners::v1::{CreateInstitutionRequest, CreateMemberRequest, Institution, InstitutionKind, Member},
    platform::v1::Role,
    registrations::v1::{
        CreateRegistrationRequest, GetRegistrationRequest, Registration, SubmitRegistrationRequest, registration::State,
    },
    reviews::v1::{
        AssignReviewersRequest, Case, GetCaseRequest, GetValidationFormRequest, GetValidationFormResponse,
        ListCasesRequest, Outcome, PrepareDecisionRequest, ReleaseDecisionsRequest, Score, SubmitReviewRequest,
        Validation, ValidationOutcome,
    },
};
use tests::{
    calls,
    network::{EDITION, Network, registration},
    patience::until,
    platform::Failure,
    reviewers::declare,
};
use tonic::{Code, Status};

use crate::access::making::{partner, recruit};

const INSTITUTION: &str = "institutions/chamber";

/// One accepted entry and its case, in the Dominican Republic, and whoever may check its evidence.
pub struct Accepted {
    registration: String,
    case: String,
    applicant: Caller,
    office: Caller,
    validator: Caller,
}

/// An institution that validates, with somebody who represents it, and reviewers of whom one represents it, too.
async fn people(network: &Network) -> Result<(), Failure> {
    let institution =
        Institution { display_name: "Cámara".into(), kind: InstitutionKind::Chamber.into(), ..Default::default() };
    let request = CreateInstitutionRequest {
        institution_id: "chamber".into(),
        institution: Some(institution),
        ..Default::default()
    };
    network.region()?.partners.create_institution(request).await?;
    partner(network, "do", INSTITUTION).await?;
    recruit(network, "do", "validator", Role::PartnerRepresentative).await?;
    recruit(network, "do", "reviewer", Role::Reviewer).await?;
    let both = Member {
        subject: "both".into(),
        display_name: "Beto".into(),
        email: "both@do.example.org".into(),
        roles: vec![Role::Reviewer.into(), Role::PartnerRepresentative.into()],
        institution: INSTITUTION.into(),
        ..Member::default()
    };
    let request = CreateMemberRequest { parent: "countries/do".into(), member: Some(both), ..Default::default() };
    network.office("do")?.partners.create_member(request).await?;
    Ok(())
}

impl Accepted {
    /// Handed in, screened, reviewed and accepted.
    pub async fn made(network: &Network, title: &str) -> Result<Self, Failure> {
        let applicant = network.caller("ana", "applicant", "do", "en")?;
        let request = CreateRegistrationRequest {
            parent: "countries/do".into(),
            registration: Some(registration(title)),
            ..Default::default()
        };
        let made = applicant.registrations.clone().create_registration(request).await?.into_inner();
        let name = made.registration.ok_or("no registration")?.name;
        let request = SubmitRegistrationRequest { name: name.clone(), ..Default::default() };
        applicant.registrations.clone().submit_registration(request).await?;
        let office = network.office("do")?;
        let filter = format!("registration = \"{name}\"");
        let request = ListCasesRequest { parent: "countries/do".into(), filter, ..Default::default() };
        let case = until("its case", || async {
            let found = office.reviews.clone().list_cases(request.clone()).await?.into_inner().cases;
            Ok(found.into_iter().next().map(|case| case.name))
        })
        .await?;
        let validator = network.caller("validator", "partner_representative", "do", "en")?;
        let entry = Self { registration: name, case, applicant, office, validator };
        entry.review(network).await?;
        entry.decide().await?;
        entry.comes_to(State::Accepted).await?;
        Ok(entry)
    }

    async fn review(&self, network: &Network) -> Result<(), Failure> {
        calls::pass(&self.office, &self.case).await?;
        let request = AssignReviewersRequest { name: self.case.clone(), ..Default::default() };
        let assignments = until("the reviewers are known", || async {
            match self.office.reviews.clone().assign_reviewers(request.clone()).await {
                Err(early) if early.code() == Code::FailedPrecondition => Ok(None),
                answer => Ok(Some(answer?.into_inner().assignments)),
            }
        })
        .await?;
        for assignment in assignments {
            let request = SubmitReviewRequest {
                name: assignment.name,
                scores: vec![Score { criterion: "in-use".into(), score: 4 }],
                confidence: 4,
                ..Default::default()
            };
            for subject in ["both", "reviewer"] {
                let reviewer = network.caller(subject, "reviewer", "do", "en")?;
                match declare(&reviewer, &request.name).await {
                    Err(not_theirs) if not_theirs.code() == Code::NotFound => continue,
                    declared => declared?,
                }
                reviewer.reviews.clone().submit_review(request.clone()).await?;
            }
        }
        Ok(())
    }

    async fn decide(&self) -> Result<(), Failure> {
        let request =
            PrepareDecisionRequest { name: self.case.clone(), outcome: Outcome::Accepted.into(), ..Default::default() };
        self.office.reviews.clone().prepare_decision(request).await?;
        let request =
            ReleaseDecisionsRequest { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
        self.office.reviews.clone().release_decisions(request).await?;
        Ok(())
    }

    /// The registration as its applicant reads it.
    pub async fn read(&self) -> Result<Registration, Failure> {
        let request = GetRegistrationRequest { name: self.registration.clone() };
        let answer = self.applicant.registrations.clone().get_registration(request).await?.into_inner();
        Ok(answer.registration.ok_or("no registration")?)
    }

    /// The case as its office reads it.
    pub async fn case(&self) -> Result<Case, Failure> {
        let request = GetCaseRequest { name: self.case.clone() };
        let answer = self.office.reviews.clone().get_case(request).await?.into_inner();
        Ok(answer.case.ok_or("no case")?)
    }

    /// What whoever validates works through.
    pub async fn form(&self) -> Result<GetValidationFormResponse, Status> {
        let request = GetValidationFormRequest { name: self.case.clone() };
        Ok(self.validator.reviews.clone().get_validation_form(request).await?.into_inner())
    }

    /// Records what the institution found.
    pub async fn validate(&self, outcome: ValidationOutcome) -> Result<Validation, Status> {
        let request = calls::validation(&self.case, INSTITUTION, outcome);
        let answer = self.validator.reviews.clone().complete_validation(request).await?.into_inner();
        Ok(answer.validation.unwrap_or_default())
    }

    /// Waits until the registration stands so; the registration.
    pub async fn comes_to(&self, state: State) -> Result<Registration, Failure> {
        until(&format!("{state:?}"), || async { Ok(Some(self.read().await?).filter(|found| found.state() == state)) })
            .await
    }

    /// Waits for the letters of this template about the entry; as many as `count`, by their recipients.
    pub async fn letters(&self, template: &str, count: usize) -> Result<Vec<Notification>, Failure> {
        let filter = format!("registration = {}", self.registration);
        let request =
            ListNotificationsRequest { parent: "countries/do".into(), filter, page_size: 1000, ..Default::default() };
        until(template, || async {
            let listed = self.office.notifications.clone().list_notifications(request.clone()).await?.into_inner();
            let mut found: Vec<Notification> =
                listed.notifications.into_iter().filter(|letter| letter.template == template).collect();
            found.sort_by(|one, other| one.recipient.cmp(&other.recipient));
            Ok((found.len() >= count).then_some(found))
        })
        .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_institution_validates_by_evidence_on_real_servers() -> Result<(), Failure> {
    everything(&Network::real("validating").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_institution_validates_by_evidence_on_embedded_parts() -> Result<(), Failure> {
    everything(&Network::embedded().await?).await
}

async fn everything(network: &Network) -> Result<(), Failure> {
    people(network).await?;
    mending::the_applicant_mends_what_is_asked_while_the_registration_stays_accepted(network).await?;
    mending::what_is_not_said_in_full_is_refused_all_at_once(network).await?;
    published::what_is_mended_is_published_once_the_evidence_holds_and_not_before(network).await?;
    published::what_waits_to_be_checked_again_is_a_task_and_is_not_published(network).await?;
    who::whoever_reviewed_the_case_does_not_validate_it(network).await?;
    // It moves the times of whatever waits, so nothing but its own may.
    clock::who_does_not_mend_in_time_leaves_the_finding_to_the_institution(network).await
}
