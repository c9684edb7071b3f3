//! `DeleteView`

use platform::{Error, Result, Scope, etag};
use proto::registrations::v1::{DeleteViewRequest, DeleteViewResponse};

use super::rows::{self, Entity};

/// Removes a view.
pub async fn delete(scope: &mut Scope, request: DeleteViewRequest) -> Result<DeleteViewResponse> {
    let row = rows::locked(scope, &request.name).await?.ok_or_else(|| Error::not_found(&request.name))?;
    rows::changeable(scope, &row)?;
    etag::check(&request.etag, row.version)?;
    scope.remove::<Entity>(&row).await?;
    Ok(DeleteViewResponse {})
}
