//! `DismissDuplicate`

use platform::{Result, Scope};
use proto::registrations::v1::{DismissDuplicateRequest, DismissDuplicateResponse};

use super::{dismissals, pair};

/// Says that two are not one.
pub async fn dismiss(scope: &mut Scope, request: DismissDuplicateRequest) -> Result<DismissDuplicateResponse> {
    let (one, other) = pair::within(scope, &request.name, &request.other).await?;
    dismissals::keep(scope, one, other).await?;
    Ok(DismissDuplicateResponse {})
}
