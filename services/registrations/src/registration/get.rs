//! `GetRegistration`

use platform::{Result, Scope};
use proto::registrations::v1::{GetRegistrationRequest, GetRegistrationResponse};

use super::{rows, survivor};

/// Reads one registration.
pub async fn get(scope: &mut Scope, request: GetRegistrationRequest) -> Result<GetRegistrationResponse> {
    let row = rows::expect(scope, &request.name).await?;
    Ok(GetRegistrationResponse { registration: survivor::told_of(scope, row).await? })
}
