//! `ClaimRegistration`

use platform::{Error, Result, Scope, moment, personal::data_blocked};
use proto::registrations::v1::{
    ClaimRegistrationRequest, ClaimRegistrationResponse, editor::Role, registration::State,
};

use super::{is_good, rows};
use crate::{
    country,
    registration::{self, facts, version},
};

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
    let mut after = registration::rows::Model { owner: subject.clone(), ..before.changed() };
    if before.state() == State::Draft {
        // They read this address, and nothing was handed in under another one.
        after.contact_email.clone_from(&offer.email);
    }
    scope.update::<registration::rows::Entity>(&before, after.clone()).await?;
    for version in scope.all(version::rows::of(scope, before.id)).await? {
        let theirs = version::rows::Model { owner: subject.clone(), ..version.clone() };
        scope.update::<version::rows::Entity>(&version, theirs).await?;
    }
    // The offer is over, and whoever owns it edits it anyway.
    for row in known.iter().filter(|row| row.id == offer.id || row.subject == subject) {
        scope.remove::<rows::Entity>(row).await?;
    }
    if before.state() == State::Draft && before.late_until.is_some_and(|until| until > moment::now()) {
        // Whoever allowed it told nobody, since it was the office's own.
        let language = country::rows::language_for(scope, &after.language).await?;
        facts::publish_late_entry(scope, &after, language);
    }
    Ok(ClaimRegistrationResponse { registration: Some(registration::rows::to_message(after)) })
}
