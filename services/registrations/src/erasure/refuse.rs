//! `RefuseErasure`

use platform::{Result, Scope, etag};
use proto::registrations::v1::{RefuseErasureRequest, RefuseErasureResponse, erasure_request::State};

use super::{request::block, rows, undecided};

/// Leaves the person's data as it was, for a reason.
pub async fn refuse(scope: &mut Scope, request: RefuseErasureRequest) -> Result<RefuseErasureResponse> {
    let before = rows::locked(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    undecided(before.state())?;
    let after = before.decided(State::Refused, request.reason);
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    scope.publish(&block(scope, &after, false));
    Ok(RefuseErasureResponse { erasure_request: Some(rows::message(after)) })
}
