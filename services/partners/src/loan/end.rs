//! `EndLoan`

use platform::{Result, Scope, moment};
use proto::partners::v1::{EndLoanRequest, EndLoanResponse};

use super::{
    facts,
    rows::{self, Model},
    still_open,
};

/// Ends a loan before its time.
pub async fn end(scope: &mut Scope, request: EndLoanRequest) -> Result<EndLoanResponse> {
    let before = rows::lock(scope, &request.name).await?;
    let now = moment::now();
    still_open(before.closed_at, before.expires_at, now)?;
    let after = Model { version: before.version + 1, updated_at: now, closed_at: Some(now), ..before.clone() };
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    facts::publish_grant(scope, &after).await?;
    Ok(EndLoanResponse { loan: Some(rows::message(after)) })
}
