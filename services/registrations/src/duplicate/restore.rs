//! `RestoreDuplicate`

use platform::{Result, Scope};
use proto::registrations::v1::{RestoreDuplicateRequest, RestoreDuplicateResponse};

use super::{dismissals, pair};
use crate::registration::borrowed;

/// Takes back that two are not one.
pub async fn restore(scope: &mut Scope, request: RestoreDuplicateRequest) -> Result<RestoreDuplicateResponse> {
    let (one, other) = pair::within(scope, &request.name, &request.other).await?;
    borrowed::check(scope, &[one.state(), other.state()])?;
    dismissals::take_back(scope, one.id, other.id).await?;
    Ok(RestoreDuplicateResponse {})
}
