//! `WithdrawAppeal`

use platform::{Result, Scope, etag};
use proto::registrations::v1::{AppealWithdrawn, WithdrawAppealRequest, WithdrawAppealResponse};

use super::{appeal, rows};

/// Takes an appeal back: what was decided stands, and there is no other appeal.
pub async fn withdraw(scope: &mut Scope, request: WithdrawAppealRequest) -> Result<WithdrawAppealResponse> {
    let before = rows::locked_by_owner(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let after = before.moved(appeal::taken_back(before.state(), before.appealed_from())?, "");
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    scope.publish(&AppealWithdrawn { name: after.appeal.clone(), version: after.version, registration: request.name });
    Ok(WithdrawAppealResponse { registration: Some(rows::to_message(after)) })
}
