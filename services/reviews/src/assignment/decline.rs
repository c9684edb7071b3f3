//! DeclineAssignment.

use platform::{error::Result, etag, store::Scope};
use proto::reviews::v1::{AssignmentDeclined, DeclineAssignmentRequest, DeclineAssignmentResponse};

use super::{rows, transitions};
use crate::{case, member, review::drafts};

/// Declines to review a case.
pub async fn decline(scope: &mut Scope, request: DeclineAssignmentRequest) -> Result<DeclineAssignmentResponse> {
    let (case_id, _) = rows::ids(&request.name)?;
    let case = case::rows::locked(scope, case_id, &request.name).await?;
    let before = rows::accountable(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = transitions::declined(before.state)?;
    let after = rows::Model { state, decline_reason: request.reason, ..before.next() };
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    drafts::remove(scope, after.id).await?;
    // Of a case that was closed before its end nothing is awaited any more.
    if case.is_going_on() {
        member::rows::add_awaited(scope, after.reviewer, -1).await?;
    }
    scope.publish(&AssignmentDeclined {
        name: request.name,
        version: after.version,
        case: case::rows::name(&case.country, case.id),
        registration: case.registration.clone(),
        title: case.title.clone(),
        reason: after.decline_reason.clone(),
    });
    let brief = super::brief::short(scope, &after, &case).await?;
    Ok(DeclineAssignmentResponse { assignment: Some(rows::to_message_for_caller(scope, after, brief)) })
}
