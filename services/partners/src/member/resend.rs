//! `ResendInvitation`, and the code that every invitation has.

use platform::{Result, Scope, access::grants::key, moment};
use proto::partners::v1::{ResendInvitationRequest, ResendInvitationResponse};
use time::Duration;

use super::{
    State, facts,
    rows::{self, Model},
};

/// How long an invitation can be accepted.
const GOOD_FOR: Duration = Duration::days(14);
/// What a code begins with: by it the copy of a letter that the platform shows leaves the code out.
const PREFIX: &str = "inv_";

/// Sends an invitation once more.
pub async fn resend(scope: &mut Scope, request: ResendInvitationRequest) -> Result<ResendInvitationResponse> {
    rows::grantable_in(scope, &request.name)?;
    let before = rows::lock(scope, &request.name).await?;
    before.state.expect(&[State::Invited])?;
    let mut after = before.changed();
    let code = new_code(&mut after)?;
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    facts::publish_invitation(scope, &after, code);
    Ok(ResendInvitationResponse { member: Some(rows::message(after)) })
}

/// A new code, of which the row keeps the digest.
pub(super) fn new_code(row: &mut Model) -> Result<String> {
    let secret = key::make_secret()?;
    let code = format!("{PREFIX}{}", secret.text);
    row.code_digest = Some(key::digest(&code).to_vec());
    row.invited_until = Some(moment::now() + GOOD_FOR);
    Ok(code)
}
