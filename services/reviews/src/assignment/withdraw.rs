//! WithdrawAssignment.

use platform::{error::Result, etag, store::Scope};
use proto::reviews::v1::{WithdrawAssignmentRequest, WithdrawAssignmentResponse};

use super::{brief, made::Making, rows};
use crate::case;

/// Takes one assignment back.
pub async fn withdraw(scope: &mut Scope, request: WithdrawAssignmentRequest) -> Result<WithdrawAssignmentResponse> {
    let case_id = rows::shown_to_caller(scope, &request.name).await?.case_id;
    let of = case::rows::locked(scope, case_id, &request.name).await?;
    let before = rows::shown_to_caller(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let mut making = Making::new(scope).await?;
    let after = making.withdraw(scope, &of, &before).await?;
    making.write(scope).await?;
    let brief = brief::short(scope, &after, &of).await?;
    Ok(WithdrawAssignmentResponse { assignment: Some(rows::to_message(after, brief)) })
}
