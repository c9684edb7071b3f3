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
    let mut edition = edition::read(scope, &request.edition).await?;
    edition.wish_lent = request.wish_lent;
    let stays = |_: &_| Stays::Yes;
    let answer = kept::solved(edition.problem(|_| true, stays)).await?;
    let new = rows::Model::new(scope, &request.edition, Purpose::Fill);
    let proposal = rows::Model { lent_wished: request.wish_lent, ..new };
    scope.insert::<rows::Entity>(proposal.clone()).await?;
    kept::keep(scope, &proposal, &edition, stays, &answer).await?;
    Ok(ComputeAssignmentsResponse { proposal: Some(outcome::whole(scope, proposal).await?) })
}
