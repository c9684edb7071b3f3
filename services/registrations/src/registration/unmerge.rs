//! `UnmergeRegistration`

use platform::{Result, Scope, etag};
use proto::registrations::v1::{UnmergeRegistrationRequest, UnmergeRegistrationResponse};

use super::{borrowed, rows, survivor};

/// Brings a merged registration back to where it was; what was merged into it before stays so.
pub async fn unmerge(scope: &mut Scope, request: UnmergeRegistrationRequest) -> Result<UnmergeRegistrationResponse> {
    let before = rows::locked_to_change(scope, &request.name).await?;
    borrowed::check(scope, &[before.stands()])?;
    etag::check(&request.etag, before.version)?;
    let after = survivor::bring_back(scope, &before, request.reason).await?;
    Ok(UnmergeRegistrationResponse { registration: borrowed::shown(scope, after).await? })
}
