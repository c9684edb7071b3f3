//! PrepareDecision.

use platform::{error::Result, etag, store::Scope};
use proto::reviews::v1::{PrepareDecisionRequest, PrepareDecisionResponse};

use super::{
    Outcome,
    made::{Asked, put},
    reviewed, rows,
};
use crate::{case, edition::plans};

/// Prepares the decision on a reviewed case, or changes one that is not released.
pub async fn prepare(scope: &mut Scope, request: PrepareDecisionRequest) -> Result<PrepareDecisionResponse> {
    let before = case::rows::locked_by_name(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let plan = plans::of_case(scope, &before).await?;
    // The others of the edition tell how strict the reviewers of this one are.
    let scores = reviewed::of_edition(scope, &before.edition).await?.summary().cases.get(&before.id).copied();
    let (outcome, reason_code) = (Outcome::of(request.outcome()), request.reason_code());
    let asked = Asked { outcome, reason: request.reason, reason_code };
    let row = put(scope, &before, &plan, scores, asked).await?;
    Ok(PrepareDecisionResponse { decision: Some(rows::to_message(row)) })
}
