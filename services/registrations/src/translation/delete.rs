//! `DeleteTranslation`

use platform::{Error, Result, Scope, etag};
use proto::registrations::v1::{DeleteTranslationRequest, DeleteTranslationResponse};

use super::rows::{self, Entity};
use crate::{catalogue, registration};

/// Removes the words of one language.
pub async fn delete(scope: &mut Scope, request: DeleteTranslationRequest) -> Result<DeleteTranslationResponse> {
    let (registration, language) = rows::parts(&request.name)?;
    let registration = registration::rows::locked_to_change(scope, &registration).await?;
    let found = rows::of_language(scope, registration.id, &language).await?;
    let row = found.ok_or_else(|| Error::not_found(&request.name))?;
    etag::check(&request.etag, row.version)?;
    scope.remove::<Entity>(&row).await?;
    catalogue::words::follow(scope, registration.id).await?;
    Ok(DeleteTranslationResponse {})
}
