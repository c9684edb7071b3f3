//! Decisions of a whole edition, and what becomes of them when somebody appeals. Here is what the tests share: an edition in
//! which two people decide, and entries that were reviewed in it.

mod appeals;
mod ineligible;
mod two_people;
mod waiting;

use platform::clients::Caller;
use proto::{
    platform::v1::Role,
    registrations::v1::{
        CreateRegistrationRequest, GetRegistrationRequest, Registration, ReviewPlan, SubmitRegistrationRequest,
        registration::State, review_plan::Deciders,
    },
    reviews::v1::{
        AssignReviewersRequest, Assignment, ConfirmDecisionRequest, Decision, ListDecisionsRequest,
        PrepareDecisionsRequest, PrepareDecisionsResponse, ReleaseDecisionsRequest, ReleaseDecisionsResponse, Score,
        SubmitReviewRequest, confirm_decision_request::Verdict,
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

use crate::forms::making::{definition_of, open_with};

/// Who review in the Dominican Republic.
const REVIEWERS: [&str; 4] = ["rosa", "raul", "rita", "rene"];

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_is_decided_and_one_appeal_overturns_on_real_servers() -> Result<(), Failure> {
    everything(&Network::real("deciding").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_is_decided_and_one_appeal_overturns_on_embedded_parts() -> Result<(), Failure> {
    everything(&Network::embedded().await?).await
}

async fn everything(network: &Network) -> Result<(), Failure> {
    for reviewer in REVIEWERS {
        recruit_alone(network, reviewer).await?;
    }
    two_people::a_batch_is_ranked_tried_prepared_confirmed_by_another_and_released(network).await?;
    two_people::the_network_confirms_where_the_plan_says_so(network).await?;
    waiting::who_waits_first_moves_up_when_a_place_becomes_free_and_is_told_once(network).await?;
    appeals::a_panel_without_the_first_deciders_overturns_and_the_registration_goes_on(network).await?;
    appeals::what_is_denied_taken_back_or_not_admitted_leaves_the_decision(network).await?;
    appeals::nobody_appeals_without_a_term(network).await?;
    ineligible::an_appeal_that_is_upheld_lets_take_part_what_was_kept_out(network).await?;
    ineligible::what_is_denied_or_taken_back_stays_out(network).await
}

/// Makes a reviewer of no institution; their name.
async fn recruit_alone(network: &Network, subject: &str) -> Result<String, Failure> {
    use proto::partners::v1::{CreateMemberRequest, Member};
    let member = Member {
        subject: subject.into(),
        display_name: subject.into(),
        email: format!("{subject}@example.org"),
        roles: vec![Role::Reviewer.into()],
        ..Member::default()
    };
    let request = CreateMemberRequest { parent: "countries/do".into(), member: Some(member), ..Default::default() };
    let made = network.office("do")?.partners.create_member(request).await?.into_inner();
    Ok(made.member.ok_or("no member")?.name)
}

/// Opens an edition under a plan; its name.
async fn planned(network: &Network, id: &str, plan: ReviewPlan) -> Result<String, Failure> {
    let mut definition = definition_of(network, EDITION).await?;
    definition.plan = Some(plan);
    open_with(network, id, Some(definition)).await
}

/// Two people of the office decide, and there are ten days to appeal to one other person.
fn two_people() -> ReviewPlan {
    ReviewPlan { deciders: Deciders::Two.into(), appeal_days: 10, appeal_panel: 1, ..Default::default() }
}

/// One entry that two people reviewed.
struct Entry {
    registration: String,
    case: String,
    applicant: Caller,
    assignments: Vec<Assignment>,
}

impl Entry {
    /// Handed in, let through, and given these points by both reviewers.
    async fn reviewed(network: &Network, edition: &str, title: &str, points: i32) -> Result<Self, Failure> {
        let applicant = network.caller("ana", "applicant", "do", "en")?;
        let entered = Registration { edition: edition.into(), ..registration(title) };
        let parent = "countries/do".to_owned();
        let request = CreateRegistrationRequest { parent, registration: Some(entered), ..Default::default() };
        let made = applicant.registrations.clone().create_registration(request).await?.into_inner();
        let registration = made.registration.ok_or("no registration")?.name;
        let request = SubmitRegistrationRequest { name: registration.clone(), ..Default::default() };
        applicant.registrations.clone().submit_registration(request).await?;
        let case = crate::access::making::case(network, "do", &registration).await?;
        let office = network.office("do")?;
        calls::pass(&office, &case).await?;
        let request = AssignReviewersRequest { name: case.clone(), ..Default::default() };
        let assignments = until("the reviewers are known", || async {
            match office.reviews.clone().assign_reviewers(request.clone()).await {
                Err(early) if early.code() == Code::FailedPrecondition => Ok(None),
                answer => Ok(Some(answer?.into_inner().assignments)),
            }
        })
        .await?;
        let entry = Self { registration, case, applicant, assignments };
        entry.review(network, points).await?;
        entry.comes_to(State::InReview).await?;
        Ok(entry)
    }

    async fn review(&self, network: &Network, points: i32) -> Result<(), Failure> {
        for assignment in &self.assignments {
            let subject = subject_of(network, &assignment.reviewer).await?;
            let reviewer = network.caller(&subject, "reviewer", "do", "en")?;
            declare(&reviewer, &assignment.name).await?;
            let request = SubmitReviewRequest {
                name: assignment.name.clone(),
                scores: vec![Score { criterion: "in-use".into(), score: points }],
                confidence: 4,
                comment_to_applicant: "Se ve dónde funciona.".into(),
                ..Default::default()
            };
            reviewer.reviews.clone().submit_review(request).await?;
        }
        Ok(())
    }

    async fn read(&self) -> Result<Registration, Failure> {
        let request = GetRegistrationRequest { name: self.registration.clone() };
        let answer = self.applicant.registrations.clone().get_registration(request).await?.into_inner();
        Ok(answer.registration.ok_or("no registration")?)
    }

    /// Waits until the registration stands so; the registration.
    async fn comes_to(&self, state: State) -> Result<Registration, Failure> {
        until(&format!("{state:?}"), || async { Ok(Some(self.read().await?).filter(|found| found.state() == state)) })
            .await
    }

    /// Waits for the letter of this template about the entry.
    async fn letter(&self, network: &Network, template: &str) -> Result<(), Failure> {
        use proto::notifications::v1::ListNotificationsRequest;
        let office = network.office("do")?;
        until(template, || async {
            let filter = format!("registration = {}", self.registration);
            let request = ListNotificationsRequest { parent: "countries/do".into(), filter, ..Default::default() };
            let listed = office.notifications.clone().list_notifications(request).await?.into_inner();
            Ok(listed.notifications.iter().any(|letter| letter.template == template).then_some(()))
        })
        .await
    }
}

/// The subject of a member.
async fn subject_of(network: &Network, member: &str) -> Result<String, Failure> {
    use proto::partners::v1::ListMembersRequest;
    let request = ListMembersRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
    let members = network.office("do")?.partners.list_members(request).await?.into_inner().members;
    let found = members.into_iter().find(|found| found.name == member);
    Ok(found.ok_or("no such member")?.subject)
}

async fn prepare(network: &Network, edition: &str) -> Result<PrepareDecisionsResponse, Failure> {
    let request =
        PrepareDecisionsRequest { parent: "countries/do".into(), edition: edition.into(), ..Default::default() };
    Ok(network.office("do")?.reviews.prepare_decisions(request).await?.into_inner())
}

async fn release(network: &Network, edition: &str, names: Vec<String>) -> Result<ReleaseDecisionsResponse, Status> {
    let parent = "countries/do".to_owned();
    let request = ReleaseDecisionsRequest { parent, edition: edition.into(), names, ..Default::default() };
    let mut office = network.office("do").map_err(|problem| Status::internal(problem.to_string()))?;
    Ok(office.reviews.release_decisions(request).await?.into_inner())
}

async fn confirm(by: &Caller, decision: &str, verdict: Verdict) -> Result<Decision, Status> {
    let request = ConfirmDecisionRequest { name: decision.into(), verdict: verdict.into(), ..Default::default() };
    Ok(by.reviews.clone().confirm_decision(request).await?.into_inner().decision.unwrap_or_default())
}

/// The decisions of an edition, by their cases.
async fn decisions(network: &Network, edition: &str) -> Result<Vec<Decision>, Failure> {
    let filter = format!("edition = \"{edition}\"");
    let request = ListDecisionsRequest { parent: "countries/do".into(), filter, ..Default::default() };
    Ok(network.office("do")?.reviews.list_decisions(request).await?.into_inner().decisions)
}

/// Prepares everything in an edition, has somebody else confirm it, and releases it.
async fn decide(network: &Network, edition: &str) -> Result<(), Failure> {
    prepare(network, edition).await?;
    let second = network.caller("segunda", "office_admin", "do", "en")?;
    for decision in decisions(network, edition).await? {
        confirm(&second, &decision.name, Verdict::Confirmed).await?;
    }
    release(network, edition, Vec::new()).await?;
    Ok(())
}
