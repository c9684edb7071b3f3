//! PrepareDecisions.

use platform::{error::Result, store::Scope};
use proto::reviews::v1::{PrepareDecisionsRequest, PrepareDecisionsResponse};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};

use super::{
    Outcome,
    basis::quorum,
    made::{Asked, put},
    reviewed,
};
use crate::{
    assignment::rows::not_awaited_of_caller,
    case::{
        State,
        rows::{Column, Entity, Model},
    },
    edition::plans::Plans,
};

/// Prepares the decisions on all cases of an edition in a country that are reviewed and have none, by the bar; those of which a
/// review is awaited of the caller are left to others. One fit of the model serves them all.
pub async fn prepare_all(scope: &mut Scope, request: PrepareDecisionsRequest) -> Result<PrepareDecisionsResponse> {
    // By id, in which cases are locked everywhere.
    let reviewed_ones = scope
        .find::<Entity>()
        .filter(Column::Edition.eq(&request.edition))
        .filter(Column::State.is_in([State::InReview, State::Reviewed]))
        .filter(Column::Blocked.eq(false))
        .filter(not_awaited_of_caller(scope, Column::Id))
        .order_by_asc(Column::Id)
        .lock_exclusive();
    let cases: Vec<Model> = scope.all(reviewed_ones).await?;
    let scores = reviewed::of_edition(scope, &request.edition).await?.summary().cases;
    let mut plans = Plans::default();
    let mut answer = PrepareDecisionsResponse::default();
    for case in cases {
        let plan = plans.of(scope, &case).await?;
        let scored = scores.get(&case.id).copied();
        let enough = scored.is_some_and(|scores| scores.reviews >= quorum(&plan, &case.stage));
        if !enough || (case.state == State::InReview && !request.with_quorum_only) {
            answer.left += 1;
            continue;
        }
        let row = put(scope, &case, &plan, scored, Asked::default()).await?;
        answer.prepared += 1;
        match row.outcome {
            Outcome::Accepted => answer.accepted += 1,
            Outcome::Waitlisted | Outcome::Declined => answer.declined += 1,
        }
    }
    Ok(answer)
}
