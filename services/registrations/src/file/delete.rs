//! `DeleteFile`

use platform::{Result, Scope, etag};
use proto::registrations::v1::{DeleteFileRequest, DeleteFileResponse, FilePurpose};

use super::{
    may_change,
    rows::{Entity, locked},
};
use crate::catalogue;

/// Takes a file away from everybody at once, and out of the entry that shows it; its bytes are collected.
pub async fn delete(scope: &mut Scope, request: DeleteFileRequest) -> Result<DeleteFileResponse> {
    let (registration, before) = locked(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    if before.purpose() != FilePurpose::Picture {
        may_change(before.purpose(), registration.state(), registration.is_asked())?;
    }
    scope.update::<Entity>(&before, before.removed()).await?;
    catalogue::picture::rows::without(scope, before.id).await?;
    Ok(DeleteFileResponse {})
}
