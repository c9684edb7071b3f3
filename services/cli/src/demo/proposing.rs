//! Reviewers are put on the cases of a whole edition: computed, looked at, released together.

use proto::reviews::v1::{
    Assignment, AssignmentProposal, ComputeAssignmentsRequest, ListAssignmentsRequest,
    ReleaseAssignmentProposalRequest, assignment, case,
};

use super::{
    cast::{COUNTRIES, Cast, settled, tell},
    lending::BORROWER,
    outcome::Outcome,
    registering::cases,
};
use crate::problem::Problem;

/// Where no review comes of an assignment: somebody else was assigned.
const OVER: [assignment::State; 3] =
    [assignment::State::Declined, assignment::State::Withdrawn, assignment::State::Conflicted];

/// As many reviewers a case as the edition asks for, chosen for all cases of a country at once.
pub async fn assign(cast: &Cast, edition: &str, outcome: &mut Outcome) -> Result<(), Problem> {
    settled(cast).await?;
    let (mut assigned, mut cost) = (0, 0);
    for (country, ..) in COUNTRIES {
        let (there, lacking) = placed(cast, country, edition).await?;
        assigned += there;
        if lacking == 0 {
            continue;
        }
        let proposal = computed(cast, country, edition).await?;
        cost += proposal.cost;
        let request = ReleaseAssignmentProposalRequest { name: proposal.name, ..Default::default() };
        let done = cast.office(country)?.reviews.release_assignment_proposal(request).await;
        let done = done.map_err(|status| Problem::call("releasing a proposal", &status))?.into_inner();
        let made = usize::try_from(done.made).unwrap_or_default();
        assigned += made;
        outcome.changes += made;
    }
    tell("reviewers assigned", assigned);
    if cost > 0 {
        tell("cost of the assignment, the least there is", usize::try_from(cost).unwrap_or_default());
    }
    Ok(())
}

/// The draft of a country, in which no wish for a place is left unmet.
async fn computed(cast: &Cast, country: &str, edition: &str) -> Result<AssignmentProposal, Problem> {
    let request = ComputeAssignmentsRequest {
        parent: format!("countries/{country}"),
        edition: format!("editions/{edition}"),
        wish_lent: country == BORROWER,
        ..Default::default()
    };
    let answer = cast.office(country)?.reviews.compute_assignments(request).await;
    let answer = answer.map_err(|status| Problem::call("computing assignments", &status))?.into_inner();
    let proposal = answer.proposal.unwrap_or_default();
    match proposal.unmet.first() {
        Some(unmet) => Err(Problem::Said(format!("{} lacks reviewers: {}", unmet.case, unmet.words))),
        None => Ok(proposal),
    }
}

/// How many assignments the edition's cases have in a country, and how many of its cases have none and take some.
async fn placed(cast: &Cast, country: &str, edition: &str) -> Result<(usize, usize), Problem> {
    let parent = format!("countries/{country}/cases/-");
    let request = ListAssignmentsRequest { parent, page_size: 1000, ..Default::default() };
    let there = cast.office(country)?.reviews.list_assignments(request).await;
    let there = there.map_err(|status| Problem::call("listing assignments", &status))?.into_inner().assignments;
    let (mut assigned, mut lacking) = (0, 0);
    for case in cases(cast, country, edition).await? {
        let is_of = |name: &str| name.strip_prefix(&case.name).is_some_and(|rest| rest.starts_with('/'));
        let stands = |assignment: &&Assignment| !OVER.contains(&assignment.state());
        let of_case = there.iter().filter(stands).filter(|assignment| is_of(&assignment.name)).count();
        let takes_reviewers = matches!(case.state(), case::State::Open | case::State::InReview);
        assigned += of_case;
        lacking += usize::from(takes_reviewers && of_case == 0);
    }
    Ok((assigned, lacking))
}
