//! `RevokeMember`

use platform::{Result, Scope, etag};
use proto::partners::v1::{RevokeMemberRequest, RevokeMemberResponse};

use super::{State, facts, keeps_an_admin, rows, seat};
use crate::reviewer_loan::follow;

/// Takes all roles from a member, or an invitation back.
pub async fn revoke(scope: &mut Scope, request: RevokeMemberRequest) -> Result<RevokeMemberResponse> {
    rows::grantable_in(scope, &request.name)?;
    let admins = rows::lock_admins(scope).await?;
    let before = rows::lock(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    before.state.expect(&[State::Invited, State::Active])?;
    seat::expect_own(&before)?;
    keeps_an_admin(&admins, before.id)?;
    let mut after = before.changed();
    after.state = State::Revoked;
    after.code_digest = None;
    after.invited_until = None;
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    facts::publish_grant(scope, &after).await?;
    follow::follow(scope, &after).await?;
    Ok(RevokeMemberResponse { member: Some(rows::message(after)) })
}
