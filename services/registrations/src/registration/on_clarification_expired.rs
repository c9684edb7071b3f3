//! The time of a clarification ran out: the office has the registration again, as it was.

use platform::{Result, Scope};
use proto::reviews::v1::ClarificationExpired;

use super::{
    clarification_expired,
    rows::{self, Model},
};

/// Closes the fields. Where it was answered meanwhile, or not heard of yet, nothing older may follow.
pub async fn react(scope: &mut Scope, event: ClarificationExpired) -> Result<()> {
    let before = rows::locked(scope, &event.registration).await?;
    let newer = event.version > before.case_version;
    let Some(state) = clarification_expired(before.stands(), newer) else { return Ok(()) };
    let after = if state == before.stands() { before.changed() } else { before.brought(state, "") };
    scope.update::<rows::Entity>(&before, Model { case_version: event.version, ..after }).await
}
