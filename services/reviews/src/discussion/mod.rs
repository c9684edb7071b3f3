//! The discussion of a case: its office, and those whose reviews are in. Reviewers do not learn who the others are.

pub mod list;
pub mod post;
pub mod rows;

use platform::{error::Result, names, store::Scope};
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};

use crate::{
    assignment::{State, rows as assignments},
    case,
};

/// Rounds of reviews of one case by one person: more than any plan has.
const MOST: u64 = 20;

/// The case of this name, if what others say of it is the caller's to know: nothing while a review of theirs is awaited, and
/// nothing for a reviewer who has no part in it, whether it is there or not.
pub async fn open_to_caller(scope: &Scope, name: &str) -> Result<Option<case::rows::Model>> {
    let theirs = assignments_of_caller(scope, name).await?;
    if scope.is_own() && theirs.is_empty() {
        return Ok(None);
    }
    let case = case::rows::case(scope, name).await?;
    let awaited = theirs.iter().any(|row| row.state.is_awaited());
    let has_reviewed = theirs.iter().any(|row| row.state == State::Submitted && row.subject == scope.subject());
    Ok((!awaited && (has_reviewed || !scope.is_own())).then_some(case))
}

/// Whether the caller reviews the case of this name, or writes in the stead of somebody who does.
pub async fn takes_part(scope: &Scope, name: &str) -> Result<bool> {
    Ok(!assignments_of_caller(scope, name).await?.is_empty())
}

async fn assignments_of_caller(scope: &Scope, name: &str) -> Result<Vec<assignments::Model>> {
    let [_, id] = names::segments::<2>("parent", name, "countries/*/cases/*")?;
    let case_id = names::uuid(name, id)?;
    let theirs = assignments::of_person(scope.subject());
    let query = scope.find::<assignments::Entity>().filter(assignments::Column::CaseId.eq(case_id)).filter(theirs);
    scope.all(query.limit(MOST)).await
}
