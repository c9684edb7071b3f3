//! Who checks the evidence of a case: somebody from an institution that validates in the country, who neither reviewed the case
//! nor has a tie to its applicant.

use std::collections::HashSet;

use platform::{
    error::{Error, Result},
    store::Scope,
};
use proto::platform::v1::Role;
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{Validator, may_validate};
use crate::{assignment, case, conflict, member, partnership};

/// Refuses the caller, with the reason, unless they may check the evidence of this case for an institution. To whoever has a
/// tie to the applicant there is no such case.
pub async fn check(scope: &Scope, of: &case::rows::Model, case_name: &str, institution: &str) -> Result<()> {
    let people = of_caller(scope).await?;
    let (_, tied) = kept_from(scope, std::slice::from_ref(of), &people).await?;
    if tied.contains(&of.id) {
        return Err(Error::not_found(case_name));
    }
    let reviewers = assignment::rows::of_cases(scope, &[of.id]).await?;
    may_validate(Validator {
        represents: people.iter().any(|row| row.representative && row.institution == institution),
        institution_validates: partnership::rows::validates(scope, institution).await?,
        reviewed: reviewers.iter().any(|row| is_of(row, scope.subject())),
    })
}

/// Whether the caller has a tie to the applicant of a case.
pub async fn is_tied(scope: &Scope, of: &case::rows::Model) -> Result<bool> {
    let people = of_caller(scope).await?;
    Ok(!conflict::ruled_out(scope, std::slice::from_ref(of), &people).await?.is_empty())
}

/// Which of these cases the caller may look at in order to validate them: all of them where they are of the office.
pub async fn open_to_caller(scope: &Scope, cases: &[case::rows::Model]) -> Result<HashSet<Uuid>> {
    let all = cases.iter().map(|of| of.id);
    if scope.role() != Role::PartnerRepresentative {
        return Ok(all.collect());
    }
    let people = of_caller(scope).await?;
    let mut represents = false;
    for row in people.iter().filter(|row| row.representative) {
        represents |= partnership::rows::validates(scope, &row.institution).await?;
    }
    if !represents {
        return Ok(HashSet::new());
    }
    let (reviewed, tied) = kept_from(scope, cases, &people).await?;
    Ok(all.filter(|id| !reviewed.contains(id) && !tied.contains(id)).collect())
}

/// Those of the cases that the caller reviewed, and those of whose applicants they have a tie to.
async fn kept_from(
    scope: &Scope,
    cases: &[case::rows::Model],
    people: &[member::rows::Model],
) -> Result<(HashSet<Uuid>, HashSet<Uuid>)> {
    let ids: Vec<Uuid> = cases.iter().map(|of| of.id).collect();
    let assigned = assignment::rows::of_cases(scope, &ids).await?;
    let reviewed = assigned.into_iter().filter(|row| is_of(row, scope.subject())).map(|row| row.case_id).collect();
    let tied = conflict::ruled_out(scope, cases, people).await?.into_iter().map(|(case_id, _)| case_id).collect();
    Ok((reviewed, tied))
}

/// Whether somebody is, or was, to review by an assignment, or to write the review of somebody else.
fn is_of(row: &assignment::rows::Model, subject: &str) -> bool {
    row.subject == subject || row.delegate_subject == subject
}

/// What is known here of the caller: a row for each institution they are of.
async fn of_caller(scope: &Scope) -> Result<Vec<member::rows::Model>> {
    let of_caller = member::rows::Column::Subject.eq(scope.subject());
    scope.all(scope.find::<member::rows::Entity>().filter(of_caller)).await
}
