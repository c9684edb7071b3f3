//! `ClaimRegistration`

use platform::{Error, Result, Scope, moment, personal::data_blocked};
use proto::registrations::v1::{ClaimRegistrationRequest, ClaimRegistrationResponse, editor::Role};

use super::{is_good, rows};
use crate::registration::{self, version};

/// Makes the caller the owner of what was offered, and of what was handed in of it. What is wrong with a code is not told.
pub async fn claim(scope: &mut Scope, request: ClaimRegistrationRequest) -> Result<ClaimRegistrationResponse> {
    let before = registration::rows::locked(scope, &request.name).await?;
    let known = rows::of(scope, before.id).await?;
    let good = |row: &&rows::Model| row.role() == Role::Owner && is_good(row, &request.code, moment::now());
    let offer = known.iter().find(good).ok_or_else(|| Error::not_found(&request.name))?;
    if before.blocked {
        return Err(data_blocked());
    }
    let subject = scope.subject().to_owned();
    let after = registration::rows::Model { owner: subject.clone(), ..before.changed() };
    scope.update::<registration::rows::Entity>(&before, after.clone()).await?;
    for version in scope.all(version::rows::of(scope, before.id)).await? {
        let theirs = version::rows::Model { owner: subject.clone(), ..version.clone() };
        scope.update::<version::rows::Entity>(&version, theirs).await?;
    }
    // The offer is over, and whoever owns it edits it anyway.
    for row in known.iter().filter(|row| row.id == offer.id || row.subject == subject) {
        scope.remove::<rows::Entity>(row).await?;
    }
    Ok(ClaimRegistrationResponse { registration: Some(registration::rows::to_message(after)) })
}
