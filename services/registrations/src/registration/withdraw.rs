//! `WithdrawRegistration`

use platform::{Result, Scope, etag};
use proto::registrations::v1::{RegistrationWithdrawn, WithdrawRegistrationRequest, WithdrawRegistrationResponse};

use super::{import::brought, rows, unanswered, withdrawn};

/// Takes a registration back. Its organisation may register the title anew afterwards.
pub async fn withdraw(scope: &mut Scope, request: WithdrawRegistrationRequest) -> Result<WithdrawRegistrationResponse> {
    let before = rows::locked_by_owner_alone(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let after = before.moved(withdrawn(before.state())?, &request.reason);
    let mut after = unanswered::put_back(scope, &before, after).await?;
    after.fingerprint = None;
    brought::keep(scope, &before)?;
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    // Nobody was told of a draft, so nobody is told that it went.
    if after.submit_time.is_some() {
        scope.publish(&RegistrationWithdrawn {
            name: after.name(),
            version: after.version,
            submission: after.submissions,
        });
    }
    Ok(WithdrawRegistrationResponse { registration: Some(rows::to_message(after)) })
}
