//! The discussion of a case: its office, and those whose reviews are in. Reviewers do not learn who the others are.

pub mod list;
pub mod post;
pub mod rows;

use platform::{error::Result, names, store::Scope};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, entity::prelude::*, sea_query::Query};

use crate::{
    assignment::{State, rows as assignments},
    case, member,
};

/// Rounds of reviews of one case by one person: more than any plan has.
const MOST: u64 = 20;
/// Reviewers of one case who are told of what is said of it.
const MOST_READERS: u64 = 1_000;

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

/// Reviewers of the country, but for the caller, who may read what is said of a case: it is not hidden from them, their own
/// review of it is in, and none of theirs awaited. What decides that is not the caller's to read, and is asked inside the database.
async fn readers(scope: &Scope, case: &case::rows::Model) -> Result<Vec<member::rows::Model>> {
    use assignments::{Column, Entity};
    let of_case = |column: Column, states: &[State]| {
        let mut found = Query::select();
        found.column(column).from(Entity).and_where(Column::Country.eq(scope.country()));
        found.and_where(Column::CaseId.eq(case.id)).and_where(Column::State.is_in(states.iter().copied()));
        found
    };
    let readers = scope
        .find::<member::rows::Entity>()
        .filter(member::rows::Column::Reviewer.eq(true))
        .filter(member::rows::Column::Subject.ne(scope.subject()))
        .filter(member::rows::Column::Subject.in_subquery(of_case(Column::Subject, &[State::Submitted])))
        .filter(member::rows::Column::Subject.not_in_subquery(of_case(Column::Subject, &State::AWAITED)))
        .filter(member::rows::Column::Subject.not_in_subquery(of_case(Column::DelegateSubject, &State::AWAITED)))
        .order_by_asc(member::rows::Column::Id)
        .limit(MOST_READERS);
    let mut readers = scope.all(readers).await?;
    let hidden = scope.concealments(std::slice::from_ref(&case.registration)).await?;
    readers.retain(|member| !hidden.iter().any(|from| from.hidden && from.subject == member.subject));
    Ok(readers)
}

async fn assignments_of_caller(scope: &Scope, name: &str) -> Result<Vec<assignments::Model>> {
    let [_, id] = names::segments::<2>("parent", name, "countries/*/cases/*")?;
    let case_id = names::uuid(name, id)?;
    let theirs = assignments::of_person(scope.subject());
    let query = scope.find::<assignments::Entity>().filter(assignments::Column::CaseId.eq(case_id)).filter(theirs);
    scope.all(query.limit(MOST)).await
}
