//! `DeleteFile`

use platform::{Result, Scope, etag};
use proto::registrations::v1::{DeleteFileRequest, DeleteFileResponse, FilePurpose};

use super::{
    may_change,
    rows::{Entity, locked},
};
use crate::{catalogue, registration::version};

/// Takes a file away from everybody at once, and out of the entry that shows it; its bytes are collected. What a version that
/// was handed in names is taken out of the draft alone: whoever reads that version reads the file.
pub async fn delete(scope: &mut Scope, request: DeleteFileRequest) -> Result<DeleteFileResponse> {
    let (registration, before) = locked(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    if before.purpose() != FilePurpose::Picture {
        may_change(before.purpose(), &before.question, &registration)?;
    }
    let is_handed_in = version::rows::files(scope, registration.id).await?.contains(&before.id);
    let after = if is_handed_in { before.kept() } else { before.removed() };
    scope.update::<Entity>(&before, after).await?;
    catalogue::picture::rows::without(scope, before.id).await?;
    Ok(DeleteFileResponse {})
}
