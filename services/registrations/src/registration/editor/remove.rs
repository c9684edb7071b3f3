//! `RemoveEditor`

use platform::{Result, Scope, etag};
use proto::registrations::v1::{RemoveEditorRequest, RemoveEditorResponse};

use super::rows;
use crate::registration;

/// Takes away what an editor was given, or takes back what was offered. Whoever edits may leave.
pub async fn remove(scope: &mut Scope, request: RemoveEditorRequest) -> Result<RemoveEditorResponse> {
    let registration = registration::rows::locked_to_change(scope, rows::registration_of(&request.name)).await?;
    let row = rows::expect(scope, &request.name).await?;
    if row.subject != scope.subject() {
        registration::rows::only_owner(scope, &registration)?;
    }
    etag::check(&request.etag, row.version)?;
    scope.remove::<rows::Entity>(&row).await?;
    Ok(RemoveEditorResponse {})
}
