//! Conflicts of interest: in one country the office records that an institution pays for an applicant, which rules out its
//! people; and somebody who was assigned declares a tie, and is replaced.

use proto::{
    registrations::v1::ConflictKind,
    reviews::v1::{
        AssignReviewersRequest, Case, Conflict, DeclareConflictRequest, ListAssignmentsRequest, ListConflictsRequest,
        ListTiesRequest, RecordTieRequest, Tie, assignment, conflict,
    },
};

use super::{
    cast::{Cast, settled, tell},
    outcome::{Conflicts, Outcome},
    registering::cases,
};
use crate::problem::Problem;

const COUNTRY: &str = "do";
const PARENT: &str = "countries/do";
/// It neither screens nor validates: nobody is missed where it is ruled out.
const FUNDER: &str = "institutions/muestra-camara-do";

/// The office knows that an institution pays for one of the applicants, before anybody is assigned.
pub async fn record(cast: &Cast, edition: &str, outcome: &mut Outcome) -> Result<(), Problem> {
    let mut office = cast.office(COUNTRY)?.reviews;
    let request = ListTiesRequest { parent: PARENT.into(), ..Default::default() };
    let ties = office.list_ties(request).await.map_err(|status| Problem::call("listing ties", &status))?.into_inner();
    if ties.ties.iter().any(|tie| tie.institution == FUNDER) {
        return Ok(());
    }
    let Some(funded) = first_by_title(cast, edition).await? else { return Ok(()) };
    let tie = Tie {
        institution: FUNDER.into(),
        organisation: funded.organisation,
        kind: ConflictKind::Funding.into(),
        words: "Le otorgó un fondo en 2019.".into(),
        ..Default::default()
    };
    let request = RecordTieRequest { parent: PARENT.into(), tie: Some(tie), ..Default::default() };
    // Not every file of partners has this institution.
    if office.record_tie(request).await.is_ok() {
        outcome.changes += 1;
    }
    settled(cast).await.map(drop)
}

/// Somebody who was assigned declares a tie; the office assigns somebody else.
pub async fn declare(cast: &Cast, edition: &str, outcome: &mut Outcome) -> Result<(), Problem> {
    if conflicts(cast).await?.iter().any(|one| one.origin() == conflict::Origin::Declared) {
        return count(cast, outcome).await;
    }
    let mut office = cast.office(COUNTRY)?;
    let Some(case) = first_by_title(cast, edition).await? else { return count(cast, outcome).await };
    let request = ListAssignmentsRequest { parent: case.name.clone(), page_size: 1000, ..Default::default() };
    let there = office.reviews.list_assignments(request).await;
    let there = there.map_err(|status| Problem::call("listing assignments", &status))?.into_inner().assignments;
    let Some(awaited) = there.iter().find(|one| one.state() == assignment::State::Assigned) else {
        return count(cast, outcome).await;
    };
    let request = proto::partners::v1::GetMemberRequest { name: awaited.reviewer.clone() };
    let member = office.partners.get_member(request).await;
    let member = member.map_err(|status| Problem::call("reading a member", &status))?.into_inner().member;
    let subject = member.map(|member| member.subject).unwrap_or_default();
    let mut reviewer = cast.person(&subject, proto::platform::v1::Role::Reviewer, COUNTRY)?.reviews;
    let request = DeclareConflictRequest {
        name: awaited.name.clone(),
        kind: ConflictKind::Family.into(),
        words: "La dirige mi hermana.".into(),
        ..Default::default()
    };
    reviewer.declare_conflict(request).await.map_err(|status| Problem::call("declaring a conflict", &status))?;
    outcome.changes += 1;
    let request = AssignReviewersRequest { name: case.name, count: 1, ..Default::default() };
    let made = office.reviews.assign_reviewers(request).await;
    made.map_err(|status| Problem::call("replacing a reviewer", &status))?;
    outcome.changes += 1;
    count(cast, outcome).await
}

async fn count(cast: &Cast, outcome: &mut Outcome) -> Result<(), Problem> {
    let of = |all: &[Conflict], origin| all.iter().filter(|one| one.origin() == origin).count();
    let all = conflicts(cast).await?;
    let (found, declared) = (of(&all, conflict::Origin::Found), of(&all, conflict::Origin::Declared));
    outcome.conflicts = Conflicts { found, declared };
    tell("conflicts of interest", format!("{found} found, {declared} declared"));
    Ok(())
}

async fn conflicts(cast: &Cast) -> Result<Vec<Conflict>, Problem> {
    let parent = format!("{PARENT}/cases/-");
    let request = ListConflictsRequest { parent, page_size: 1000, ..Default::default() };
    let found = cast.office(COUNTRY)?.reviews.list_conflicts(request).await;
    Ok(found.map_err(|status| Problem::call("listing conflicts", &status))?.into_inner().conflicts)
}

/// The first case in the order of the titles, which is the same in every run.
async fn first_by_title(cast: &Cast, edition: &str) -> Result<Option<Case>, Problem> {
    Ok(cases(cast, COUNTRY, edition).await?.into_iter().min_by(|one, other| one.title.cmp(&other.title)))
}
