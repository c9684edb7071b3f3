//! GetAssignment.

use platform::{error::Result, store::Scope};
use proto::reviews::v1::{GetAssignmentRequest, GetAssignmentResponse};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::rows;
use crate::{case, conflict};

/// Reads one assignment, with all that a reviewer needs.
pub async fn get(scope: &mut Scope, request: GetAssignmentRequest) -> Result<GetAssignmentResponse> {
    let row = rows::assignment(scope, &request.name).await?;
    let of = scope.find::<case::rows::Entity>().filter(case::rows::Column::Id.eq(row.case_id));
    let of = scope.expect(of, &request.name).await?;
    let mut assignment = rows::to_message_in_full(scope, row, &of).await?;
    if !conflict::declarations::missing(scope, [of.registration.as_str()]).await?.is_empty() {
        assignment.brief = assignment.brief.map(conflict::until_declared);
    }
    Ok(GetAssignmentResponse { assignment: Some(assignment) })
}
