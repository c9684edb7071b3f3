//! `DeleteView`

use platform::{Result, Scope, etag};
use proto::registrations::v1::{DeleteViewRequest, DeleteViewResponse};

use super::rows::{self, Entity};

/// Removes a view.
pub async fn delete(scope: &mut Scope, request: DeleteViewRequest) -> Result<DeleteViewResponse> {
    let row = rows::removable(scope, &request.name).await?;
    rows::changeable(scope, &row)?;
    etag::check(&request.etag, row.version)?;
    scope.remove::<Entity>(&row).await?;
    Ok(DeleteViewResponse {})
}
