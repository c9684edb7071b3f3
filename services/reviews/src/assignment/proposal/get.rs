//! GetAssignmentProposal.

use platform::{error::Result, store::Scope};
use proto::reviews::v1::{GetAssignmentProposalRequest, GetAssignmentProposalResponse};

use super::{outcome, rows};

/// Reads one proposal with its sums.
pub async fn get(scope: &mut Scope, request: GetAssignmentProposalRequest) -> Result<GetAssignmentProposalResponse> {
    let row = rows::proposal(scope, &request.name).await?;
    Ok(GetAssignmentProposalResponse { proposal: Some(outcome::whole(scope, row).await?) })
}
