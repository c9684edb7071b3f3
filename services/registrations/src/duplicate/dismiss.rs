//! `DismissDuplicate`

use platform::{Result, Scope};
use proto::registrations::v1::{DismissDuplicateRequest, DismissDuplicateResponse};

use super::{dismissals, pair};
use crate::registration::borrowed;

/// Says that two are not one.
pub async fn dismiss(scope: &mut Scope, request: DismissDuplicateRequest) -> Result<DismissDuplicateResponse> {
    let (one, other) = pair::within(scope, &request.name, &request.other).await?;
    borrowed::check(scope, &[one.state(), other.state()])?;
    dismissals::keep(scope, one.id, other.id).await?;
    Ok(DismissDuplicateResponse {})
}
