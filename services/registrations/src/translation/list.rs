//! `ListTranslations`

use platform::{Result, Scope};
use proto::registrations::v1::{ListTranslationsRequest, ListTranslationsResponse};

use super::rows::{self, message};
use crate::registration;

/// Lists the translations of a registration; none while its data is blocked.
pub async fn list(scope: &mut Scope, request: ListTranslationsRequest) -> Result<ListTranslationsResponse> {
    let registration = registration::rows::expect(scope, &request.parent).await?;
    if registration.blocked {
        return Ok(ListTranslationsResponse::default());
    }
    let translations = rows::of(scope, &[registration.id]).await?;
    Ok(ListTranslationsResponse { translations: translations.into_iter().map(message).collect() })
}
