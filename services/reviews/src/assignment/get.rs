//! GetAssignment.

use platform::{error::Result, store::Scope};
use proto::reviews::v1::{GetAssignmentRequest, GetAssignmentResponse};

use super::rows;
use crate::case;

/// Reads one assignment, with all that a reviewer needs.
pub async fn get(scope: &mut Scope, request: GetAssignmentRequest) -> Result<GetAssignmentResponse> {
    let row = rows::shown_to_caller(scope, &request.name).await?;
    let of = case::rows::of_assignment(scope, &row).await?;
    let assignment = rows::to_message_in_full(scope, row, &of).await?;
    Ok(GetAssignmentResponse { assignment: Some(assignment) })
}
