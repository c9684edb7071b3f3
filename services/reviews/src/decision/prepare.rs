//! PrepareDecision.

use platform::{error::Result, etag, moment, store::Scope};
use proto::reviews::v1::{PrepareDecisionRequest, PrepareDecisionResponse};
use uuid::Uuid;

use super::{Outcome, State, decided, rows};
use crate::{case, edition};

/// Prepares the decision on a reviewed case, or changes one that is not released.
pub async fn prepare(scope: &mut Scope, request: PrepareDecisionRequest) -> Result<PrepareDecisionResponse> {
    let case_before = case::rows::locked_by_name(scope, &request.name).await?;
    etag::check(&request.etag, case_before.version)?;
    let earlier = rows::of_case(scope, &case_before).await?;
    let released = earlier.as_ref().and_then(rows::Model::released_outcome);
    let case_state = case::decision_prepared(case_before.state, released)?;
    let plan = edition::plans::of_case(scope, &case_before).await?;
    let score = case_before.score().unwrap_or_default();
    let asked = Outcome::of(request.outcome());
    let (outcome, overridden) = decided(score, plan.accept_bar, asked, &request.reason)?;

    let row = match earlier.filter(|earlier| earlier.state == State::Prepared) {
        Some(before) => {
            let after = rows::Model { outcome, overridden, reason: request.reason, ..before.next() };
            scope.update::<rows::Entity>(&before, after.clone()).await?;
            after
        }
        None => {
            let now = moment::now();
            let row = rows::Model {
                country: case_before.country.clone(),
                id: Uuid::now_v7(),
                case_id: case_before.id,
                registration: case_before.registration.clone(),
                edition: case_before.edition.clone(),
                outcome,
                reason: request.reason,
                overridden,
                state: State::Prepared,
                released_at: None,
                created_at: now,
                updated_at: now,
                version: 1,
            };
            scope.insert::<rows::Entity>(row.clone()).await?;
            row
        }
    };
    let mut case_after = case_before.next();
    case_after.state = case_state;
    case_after.decision = Some(row.id);
    case_after.outcome = Some(outcome);
    scope.update::<case::rows::Entity>(&case_before, case_after).await?;
    Ok(PrepareDecisionResponse { decision: Some(rows::to_message(row)) })
}
