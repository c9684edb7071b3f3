//! What happens in an edition to entries of somebody who is tied to an institution: all of it is hidden from its people.

use proto::{
    partners::v1::GetMemberRequest,
    registrations::v1::{
        AppealGround, Applicant, CreateRegistrationRequest, FileAppealRequest, Registration, ReviewPlan, ReviewStage,
        SubmitRegistrationRequest,
    },
    reviews::v1::{
        AssignAppealPanelRequest, AssignReviewersRequest, Assignment, JudgeAppealRequest, ListAppealsRequest, Outcome,
        PrepareDecisionRequest, ReleaseDecisionsRequest, Score, SubmitReviewRequest, judge_appeal_request::Verdict,
    },
};
use tests::{
    calls,
    network::{EDITION, Network, registration, words},
    patience::until,
    platform::Failure,
    reviewers::declare,
};
use tonic::Code;

use super::{
    hidden::{StandIns, ids, settled_and_sealed},
    making::case,
};
use crate::forms::making::{definition_of, open_with};

/// An id that nothing has in place of each id that something will have: of what is decided and appealed against, and of what
/// waits for its review.
pub const NOTHING: [&str; 9] = [
    "countries/do/registrations/00000000-0000-7000-8000-000000000007",
    "countries/do/cases/00000000-0000-7000-8000-000000000008/assignments/00000000-0000-7000-8000-000000000009",
    "countries/do/cases/00000000-0000-7000-8000-000000000008",
    "countries/do/decisions/00000000-0000-7000-8000-00000000000a",
    "countries/do/appeals/00000000-0000-7000-8000-00000000000b",
    "countries/do/appeals/00000000-0000-7000-8000-00000000000b/hearings/00000000-0000-7000-8000-00000000000c",
    "countries/do/registrations/00000000-0000-7000-8000-00000000000d",
    "countries/do/cases/00000000-0000-7000-8000-00000000000e/assignments/00000000-0000-7000-8000-00000000000f",
    "countries/do/cases/00000000-0000-7000-8000-00000000000e",
];

/// An edition with two reviews of a case, and appeals to one person.
pub async fn edition(network: &Network) -> Result<String, Failure> {
    let mut definition = definition_of(network, EDITION).await?;
    let stage = ReviewStage {
        id: "panel".into(),
        titles: words("Panel"),
        reviews_per_case: 2,
        quorum: 1,
        review_days: 7,
        ..Default::default()
    };
    definition.plan = Some(ReviewPlan { stages: vec![stage], appeal_days: 10, appeal_panel: 1, ..Default::default() });
    open_with(network, "seen-by-rivals", Some(definition)).await
}

/// What everybody sees: one entry that is reviewed, and one that waits for reviewers.
pub async fn beside(network: &Network, edition: &str) -> Result<(), Failure> {
    let registration = enter(network, "another applicant", registration_of_another("La de otra", edition)).await?;
    let (_, made) = assigned(network, &registration, 2).await?;
    for (assignment, points) in made.iter().zip([5, 3]) {
        review(network, assignment, points).await?;
    }
    let plain = registration_of_another("La que espera", edition);
    let waiting = enter(network, "another applicant", plain).await?;
    passed(network, &waiting).await.map(drop)
}

fn registration_of_another(title: &str, edition: &str) -> Registration {
    Registration { edition: edition.into(), ..registration(title) }
}

/// Somebody of the institution's domain registers twice: one entry is reviewed, decided on and appealed against, one waits for
/// a review and for a reviewer.
pub async fn at_work(network: &Network, edition: &str) -> Result<StandIns, Failure> {
    let first = enter(network, "the rival's applicant", of_rival("Segunda ruta de la persona", edition)).await?;
    let (first_case, made) = assigned(network, &first, 2).await?;
    for (assignment, points) in made.iter().zip([1, 0]) {
        let reviewer = review(network, assignment, points).await?;
        assert!(!reviewer.starts_with("rival"), "nobody is assigned whom a conflict binds");
    }
    let decision = declined(network, edition, &first_case).await?;
    let (appeal, hearing) = appealed(network, &first).await?;
    let second = enter(network, "the rival's applicant", of_rival("Tercera ruta de la persona", edition)).await?;
    let (second_case, waiting) = assigned(network, &second, 1).await?;
    settled_and_sealed(network).await?;
    let name = |assignments: &[Assignment]| assignments.first().map(|row| row.name.clone()).unwrap_or_default();
    let (made, waiting) = (name(&made), name(&waiting));
    let real: [&str; 9] = [&first, &made, &first_case, &decision, &appeal, &hearing, &second, &waiting, &second_case];
    Ok(ids(&NOTHING, &real))
}

fn of_rival(title: &str, edition: &str) -> Registration {
    let plain = registration_of_another(title, edition);
    let website = "https://rival.example".into();
    Registration { applicant: Some(Applicant { website, ..plain.applicant.clone().unwrap_or_default() }), ..plain }
}

async fn enter(network: &Network, subject: &str, entered: Registration) -> Result<String, Failure> {
    let mut applicant = network.caller(subject, "applicant", "do", "en")?;
    let (parent, registration) = ("countries/do".to_owned(), Some(entered));
    let request = CreateRegistrationRequest { parent, registration, ..Default::default() };
    let made = applicant.registrations.create_registration(request).await?.into_inner();
    let name = made.registration.ok_or("no registration")?.name;
    let request = SubmitRegistrationRequest { name: name.clone(), ..Default::default() };
    applicant.registrations.submit_registration(request).await?;
    Ok(name)
}

/// The case of a registration, which passed the screening.
async fn passed(network: &Network, registration: &str) -> Result<String, Failure> {
    let case = case(network, "do", registration).await?;
    calls::pass(&network.office("do")?, &case).await?;
    Ok(case)
}

/// The same with reviewers on it.
async fn assigned(network: &Network, registration: &str, count: i32) -> Result<(String, Vec<Assignment>), Failure> {
    let case = passed(network, registration).await?;
    let office = network.office("do")?;
    let request = AssignReviewersRequest { name: case.clone(), count, ..Default::default() };
    let made = until("the reviewers are known", || async {
        match office.reviews.clone().assign_reviewers(request.clone()).await {
            Err(early) if early.code() == Code::FailedPrecondition => Ok(None),
            answer => Ok(Some(answer?.into_inner().assignments)),
        }
    })
    .await?;
    Ok((case, made))
}

/// The review of whoever was chosen; who that is.
async fn review(network: &Network, assignment: &Assignment, score: i32) -> Result<String, Failure> {
    let request = GetMemberRequest { name: assignment.reviewer.clone() };
    let member = network.office("do")?.partners.get_member(request).await?.into_inner().member.ok_or("no member")?;
    let reviewer = network.caller(&member.subject, "reviewer", "do", "en")?;
    declare(&reviewer, &assignment.name).await?;
    let request = SubmitReviewRequest {
        name: assignment.name.clone(),
        scores: vec![Score { criterion: "in-use".into(), score }],
        confidence: 3,
        ..Default::default()
    };
    reviewer.reviews.clone().submit_review(request).await?;
    Ok(member.subject)
}

/// Declines a case, and tells its applicant; the decision.
async fn declined(network: &Network, edition: &str, case: &str) -> Result<String, Failure> {
    let mut office = network.office("do")?.reviews;
    let request = PrepareDecisionRequest { name: case.into(), outcome: Outcome::Declined.into(), ..Default::default() };
    let prepared = office.prepare_decision(request).await?.into_inner().decision.ok_or("no decision")?;
    let (parent, names) = ("countries/do".to_owned(), vec![prepared.name.clone()]);
    let request = ReleaseDecisionsRequest { parent, edition: edition.into(), names, ..Default::default() };
    office.release_decisions(request).await?;
    Ok(prepared.name)
}

/// The applicant appeals, and somebody is to hear it; the appeal and the hearing.
async fn appealed(network: &Network, registration: &str) -> Result<(String, String), Failure> {
    let applicant = network.caller("the rival's applicant", "applicant", "do", "en")?;
    let request = FileAppealRequest {
        name: registration.into(),
        grounds: vec![AppealGround::FactOverlooked.into()],
        statement: "No se vio que ya funciona.".into(),
        ..Default::default()
    };
    until("the applicant was told", || async {
        match applicant.registrations.clone().file_appeal(request.clone()).await {
            Err(early) if early.code() == Code::FailedPrecondition => Ok(None),
            answer => Ok(Some(answer.map(drop)?)),
        }
    })
    .await?;
    let office = network.office("do")?;
    let filter = format!("registration = \"{registration}\"");
    let filed = until("the appeal at the reviews", || async {
        let request =
            ListAppealsRequest { parent: "countries/do".into(), filter: filter.clone(), ..Default::default() };
        Ok(office.reviews.clone().list_appeals(request).await?.into_inner().appeals.into_iter().next())
    })
    .await?;
    let (name, verdict) = (filed.name.clone(), Verdict::Admitted.into());
    let request = JudgeAppealRequest { name, verdict, ..Default::default() };
    office.reviews.clone().judge_appeal(request).await?;
    let request = AssignAppealPanelRequest { name: filed.name.clone(), ..Default::default() };
    let heard = office.reviews.clone().assign_appeal_panel(request).await?.into_inner().appeal.ok_or("no appeal")?;
    Ok((filed.name, heard.hearings.first().ok_or("nobody hears it")?.name.clone()))
}
