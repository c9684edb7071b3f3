//! ReleaseDecisions.

use std::collections::HashMap;

use platform::{error::Result, store::Scope};
use proto::reviews::v1::{DecisionReleased, ReleaseDecisionsRequest, ReleaseDecisionsResponse};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};

use super::{
    Outcome, State,
    rows::{self, Column, Entity},
};
use crate::{assignment, case};

/// How many are read at once; all are released in one transaction.
const BATCH: u64 = 200;

/// Releases every prepared decision of an edition in a country, together.
pub async fn release(scope: &mut Scope, request: ReleaseDecisionsRequest) -> Result<ReleaseDecisionsResponse> {
    let mut answer = ReleaseDecisionsResponse::default();
    let mut behind = Uuid::nil();
    loop {
        // By case, so that cases are locked in the order of their ids here as everywhere.
        let prepared = prepared(scope, &request.edition).filter(Column::CaseId.gt(behind)).order_by_asc(Column::CaseId);
        let cases: Vec<Uuid> = scope.all(prepared.limit(BATCH)).await?.into_iter().map(|row| row.case_id).collect();
        let Some(last) = cases.last() else { return Ok(answer) };
        behind = *last;
        batch(scope, &request.edition, &cases, &mut answer).await?;
    }
}

fn prepared(scope: &Scope, edition: &str) -> sea_orm::Select<Entity> {
    scope.find::<Entity>().filter(Column::Edition.eq(edition)).filter(Column::State.eq(State::Prepared))
}

async fn batch(scope: &mut Scope, edition: &str, cases: &[Uuid], answer: &mut ReleaseDecisionsResponse) -> Result<()> {
    let wanted = cases.iter().copied();
    let locked = scope.find::<case::rows::Entity>().filter(case::rows::Column::Id.is_in(wanted.clone()));
    let locked = scope.all(locked.order_by_asc(case::rows::Column::Id).lock_exclusive()).await?;
    // Read again: only under the lock of its case does a decision stand still.
    let decisions = scope.all(prepared(scope, edition).filter(Column::CaseId.is_in(wanted))).await?;
    let mut decisions: HashMap<Uuid, rows::Model> = decisions.into_iter().map(|row| (row.id, row)).collect();
    let mut comments: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in assignment::rows::of_cases(scope, cases).await? {
        // What was said of the shared set is said to nobody: it was to learn from.
        if !row.is_calibration() && !row.comment_to_applicant.trim().is_empty() {
            comments.entry(row.case_id).or_default().push(row.comment_to_applicant);
        }
    }
    for case_before in locked {
        // A case that is closed was withdrawn, before decisions became void, or is merged: what was prepared for it is told
        // to nobody now.
        if case_before.state != case::State::Decided {
            continue;
        }
        let Some(before) = case_before.decision.and_then(|id| decisions.remove(&id)) else { continue };
        let comments = comments.remove(&case_before.id).unwrap_or_default();
        count(answer, before.outcome);
        one(scope, &case_before, &before, comments).await?;
    }
    Ok(())
}

/// `comments` come in the order of random ids, which does not tell who wrote what.
async fn one(
    scope: &mut Scope,
    case_before: &case::rows::Model,
    before: &rows::Model,
    comments: Vec<String>,
) -> Result<()> {
    let mut case_after = case_before.next();
    case_after.state = case::decision_released(case_before.state, before.outcome)?;
    let after = before.next();
    let after = rows::Model { state: State::Released, released_at: Some(after.updated_at), ..after };
    scope.publish(&DecisionReleased {
        name: rows::name(&after.country, after.id),
        // The case's, so that whoever follows the registration can order this behind the screening.
        version: case_after.version,
        case: case::rows::name(&case_after.country, case_after.id),
        registration: after.registration.clone(),
        edition: after.edition.clone(),
        outcome: after.outcome.message() as i32,
        reason: after.reason.clone(),
        comments_to_applicant: comments,
        submission: case_after.submission,
    });
    scope.update::<case::rows::Entity>(case_before, case_after).await?;
    scope.update::<Entity>(before, after).await
}

fn count(answer: &mut ReleaseDecisionsResponse, outcome: Outcome) {
    answer.released += 1;
    match outcome {
        Outcome::Accepted => answer.accepted += 1,
        Outcome::Waitlisted => answer.waitlisted += 1,
        Outcome::Declined => answer.declined += 1,
    }
}
