//! `DeleteImportMapping`

use platform::{Error, Result, Scope, etag};
use proto::registrations::v1::{DeleteImportMappingRequest, DeleteImportMappingResponse};

use super::rows::{self, Entity};

/// Removes a mapping; what was imported by it stays.
pub async fn delete(scope: &mut Scope, request: DeleteImportMappingRequest) -> Result<DeleteImportMappingResponse> {
    let row = rows::locked(scope, &request.name).await?.ok_or_else(|| Error::not_found(&request.name))?;
    etag::check(&request.etag, row.version)?;
    scope.remove::<Entity>(&row).await?;
    Ok(DeleteImportMappingResponse {})
}
