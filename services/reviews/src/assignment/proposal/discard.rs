//! DiscardAssignmentProposal.

use platform::{error::Result, etag, store::Scope};
use proto::reviews::v1::{DiscardAssignmentProposalRequest, DiscardAssignmentProposalResponse};

use super::{discarded, outcome, rows};

/// Gives a draft up.
pub async fn discard(
    scope: &mut Scope,
    request: DiscardAssignmentProposalRequest,
) -> Result<DiscardAssignmentProposalResponse> {
    let before = rows::locked(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let after = before.next(discarded(before.state)?);
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    Ok(DiscardAssignmentProposalResponse { proposal: Some(outcome::whole(scope, after).await?) })
}
