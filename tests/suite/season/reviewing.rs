//! Reviewers are assigned, and each works as they are: most at once, some late, some not at all.

use platform::clients::Caller;
use proto::{
    partners::v1::RevokeMemberRequest,
    reviews::v1::{
        AssignReviewersRequest, Assignment, DeclineAssignmentRequest, ListAssignmentsRequest, Score,
        SubmitReviewRequest, assignment, case,
    },
};
use tests::{patience::until, platform::Failure, reviewers::declare};
use tonic::Code;

use super::{
    REVIEWS,
    cast::{Reviewer, Temper},
    course::Season,
    entries::{merit, number},
};

/// Rounds until every case has its reviews; a round that brings nothing is a fault.
const ROUNDS: usize = 12;

/// Assigns and reviews until every case that takes part has all of its reviews.
pub async fn review(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    assign(season, country).await?;
    leave(season, country).await?;
    decline(season, country).await?;
    work(season, country, &[Temper::Punctual]).await?;
    work(season, country, &[Temper::Late]).await?;
    for _ in 0..ROUNDS {
        decline(season, country).await?;
        if replace(season, country).await? == 0 {
            return Ok(());
        }
        work(season, country, &[Temper::Punctual, Temper::Late]).await?;
    }
    Err("some cases never got their reviews".into())
}

/// Gives each case as many reviewers as it wants.
async fn assign(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let office = season.network.office(country)?.reviews;
    for case in season.cases(country).await? {
        if case.state() != case::State::Open {
            continue;
        }
        let request = AssignReviewersRequest { name: case.name, ..Default::default() };
        // The people may be told of a moment later than the cases.
        until("the reviewers are known", || {
            let (mut office, request) = (office.clone(), request.clone());
            async move {
                match office.assign_reviewers(request).await {
                    Err(early) if early.code() == Code::FailedPrecondition => Ok(None),
                    answer => Ok(Some(answer?)),
                }
            }
        })
        .await?;
    }
    Ok(())
}

/// Whoever leaves is gone with what was assigned to them.
async fn leave(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let mut office = season.network.office(country)?.partners;
    for reviewer in of(season, country, &[Temper::Leaves]) {
        let request = RevokeMemberRequest { name: reviewer.member.clone(), ..Default::default() };
        office.revoke_member(request).await?;
    }
    Ok(())
}

fn of<'a>(season: &'a Season<'_>, country: &str, tempers: &[Temper]) -> Vec<&'a Reviewer> {
    let theirs = |reviewer: &&Reviewer| reviewer.country == country && tempers.contains(&reviewer.temper);
    season.reviewers.iter().filter(theirs).collect()
}

/// Whoever does not want to, or has a tie that nobody knew of, says so of all that is awaited of them.
async fn decline(season: &Season<'_>, country: &str) -> Result<usize, Failure> {
    let mut declined = 0;
    for reviewer in of(season, country, &[Temper::Declines, Temper::Tied]) {
        let mut caller = season.network.caller(&reviewer.subject, "reviewer", country, "es")?;
        for assignment in awaited(&mut caller, country).await? {
            let reason = match reviewer.temper {
                Temper::Tied => "Trabajé con quienes lo presentan.",
                _ => "No tengo tiempo este mes.",
            };
            let request =
                DeclineAssignmentRequest { name: assignment.name, reason: reason.into(), ..Default::default() };
            caller.reviews.decline_assignment(request).await?;
            declined += 1;
        }
    }
    Ok(declined)
}

/// What is awaited of a reviewer.
async fn awaited(caller: &mut Caller, country: &str) -> Result<Vec<Assignment>, Failure> {
    let request = ListAssignmentsRequest {
        parent: format!("countries/{country}/cases/-"),
        filter: "state = ASSIGNED".into(),
        page_size: 1000,
        ..Default::default()
    };
    Ok(caller.reviews.list_assignments(request).await?.into_inner().assignments)
}

/// Reviewers of these tempers hand in whatever is awaited of them.
async fn work(season: &Season<'_>, country: &str, tempers: &[Temper]) -> Result<(), Failure> {
    for (place, reviewer) in of(season, country, tempers).into_iter().enumerate() {
        let mut caller = season.network.caller(&reviewer.subject, "reviewer", country, "es")?;
        for awaited in awaited(&mut caller, country).await? {
            let entry = number(&awaited.brief.clone().unwrap_or_default().title);
            let strict = i32::from(place % 3 == 0);
            let score = (merit(entry) - strict).clamp(0, 5);
            declare(&caller, &awaited.name).await?;
            let request = SubmitReviewRequest {
                name: awaited.name,
                scores: vec![Score { criterion: "in-use".into(), score }],
                confidence: 4,
                comment_to_applicant: "Gracias por contarlo.".into(),
                ..Default::default()
            };
            caller.reviews.submit_review(request).await?;
        }
    }
    Ok(())
}

/// Puts another reviewer on each case that still lacks reviews; how many were put.
async fn replace(season: &Season<'_>, country: &str) -> Result<usize, Failure> {
    let mut office = season.network.office(country)?.reviews;
    let mut replaced = 0;
    for case in season.cases(country).await? {
        if case.state() != case::State::InReview {
            continue;
        }
        let count = REVIEWS - case.reviews_in;
        let request = AssignReviewersRequest { name: case.name, count, ..Default::default() };
        replaced += office.assign_reviewers(request).await?.into_inner().assignments.len();
    }
    Ok(replaced)
}

/// The assignments of a country, as its office reads them.
pub async fn of_country(season: &Season<'_>, country: &str) -> Result<Vec<Assignment>, Failure> {
    let parent = format!("countries/{country}/cases/-");
    let request = ListAssignmentsRequest { parent, page_size: 1000, ..Default::default() };
    Ok(season.network.office(country)?.reviews.list_assignments(request).await?.into_inner().assignments)
}

/// Whether the review of an assignment is in.
pub fn is_in(assignment: &Assignment) -> bool {
    assignment.state() == assignment::State::Submitted
}
