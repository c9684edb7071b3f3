//! ComputeAssignments.

use platform::{error::Result, store::Scope};
use proto::reviews::v1::{ComputeAssignmentsRequest, ComputeAssignmentsResponse};

use super::{
    Answer, Purpose,
    edition::{self, Edition, Stays},
    kept, outcome, rows,
};
use crate::assignment;

/// Finds out who reviews the cases of an edition that lack reviewers; what is assigned stays.
pub async fn find(scope: Scope, request: ComputeAssignmentsRequest) -> Result<Answer> {
    let edition = read(&scope, &request).await?;
    scope.commit().await?;
    answer(edition).await
}

/// Keeps what was found for the edition, or, where that is not as it was any more, what is found for it now.
pub async fn compute(
    scope: &mut Scope,
    request: ComputeAssignmentsRequest,
    found: Answer,
) -> Result<ComputeAssignmentsResponse> {
    let edition = read(scope, &request).await?;
    let answer = if found.edition == edition { found } else { answer(edition).await? };
    let new = rows::Model::new(scope, &request.edition, Purpose::Fill);
    let proposal = rows::Model { lent_wished: request.wish_lent, ..new };
    scope.insert::<rows::Entity>(proposal.clone()).await?;
    kept::keep(scope, &proposal, all_stay, &answer).await?;
    Ok(ComputeAssignmentsResponse { proposal: Some(outcome::whole(scope, proposal).await?) })
}

async fn read(scope: &Scope, request: &ComputeAssignmentsRequest) -> Result<Edition> {
    let mut edition = edition::read(scope, &request.edition).await?;
    edition.wish_lent = request.wish_lent;
    Ok(edition)
}

async fn answer(edition: Edition) -> Result<Answer> {
    Answer::to(edition.problem(|_| true, all_stay), edition).await
}

fn all_stay(_: &assignment::rows::Model) -> Stays {
    Stays::Yes
}
