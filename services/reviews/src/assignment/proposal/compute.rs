//! ComputeAssignments.

use platform::{error::Result, store::Scope};
use proto::reviews::v1::{ComputeAssignmentsRequest, ComputeAssignmentsResponse};

use super::{
    Purpose,
    edition::{self, Stays},
    kept, outcome, rows,
};

/// Computes who reviews the cases of an edition that lack reviewers; what is assigned stays.
pub async fn compute(scope: &mut Scope, request: ComputeAssignmentsRequest) -> Result<ComputeAssignmentsResponse> {
    let edition = edition::read(scope, &request.edition).await?;
    let stays = |_: &_| Stays::Yes;
    let answer = kept::solved(edition.problem(|_| true, stays)).await?;
    let proposal = rows::Model::new(scope, &request.edition, Purpose::Fill);
    scope.insert::<rows::Entity>(proposal.clone()).await?;
    kept::keep(scope, &proposal, &edition, stays, &answer).await?;
    Ok(ComputeAssignmentsResponse { proposal: Some(outcome::whole(scope, proposal).await?) })
}
