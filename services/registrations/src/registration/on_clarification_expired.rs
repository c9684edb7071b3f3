//! The time of a clarification ran out: whoever asked has the registration again, as it was.

use platform::{Result, Scope};
use proto::reviews::v1::{ClarificationExpired, clarification::Stage};

use super::{
    clarification_expired, mending_told,
    rows::{self, Model},
    unanswered,
};

/// Closes the fields, which read as they were handed in. Where it was answered meanwhile, or not heard of yet, nothing older may follow.
pub async fn react(scope: &mut Scope, event: ClarificationExpired) -> Result<()> {
    let before = rows::locked(scope, &event.registration).await?;
    if before.is_past(event.submission) {
        return Ok(());
    }
    let newer = event.version > before.case_version;
    let after = match event.stage() {
        Stage::Validation => mending_told(before.stands(), newer)?.then(|| before.changed().unasked()),
        Stage::Screening | Stage::Unspecified => clarification_expired(before.stands(), newer)
            .map(|state| if state == before.stands() { before.changed() } else { before.brought(state, "") }),
    };
    let Some(after) = after else { return Ok(()) };
    let after = unanswered::put_back(scope, &before, after).await?;
    scope.update::<rows::Entity>(&before, Model { case_version: event.version, ..after }).await
}
