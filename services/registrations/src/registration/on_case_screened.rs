//! The office screened the case of a registration.

use platform::{Result, Scope};
use proto::reviews::v1::CaseScreened;

use super::{rows, screened};

/// Moves a registration to its review, or out of the edition.
pub async fn react(scope: &mut Scope, event: CaseScreened) -> Result<()> {
    let before = rows::locked(scope, &event.registration).await?;
    if before.is_past(event.submission) {
        return Ok(());
    }
    let newer = event.version > before.case_version;
    let Some(state) = screened(before.stands(), event.outcome(), newer) else { return Ok(()) };
    let after = rows::Model { case_version: event.version, ..before.brought(state, &event.reason) };
    scope.update::<rows::Entity>(&before, after).await
}
