//! The decision on a registration was released to its applicant.

use platform::{Result, Scope};
use proto::reviews::v1::DecisionReleased;

use super::{decided, rows};

/// Moves a registration to what was decided. A decision may arrive before the screening it rests on, so the state
/// alone tells what is older: after a decision no screening changes anything.
pub async fn react(scope: &mut Scope, event: DecisionReleased) -> Result<()> {
    let before = rows::locked(scope, &event.registration).await?;
    if before.is_past(event.submission) {
        return Ok(());
    }
    let Some(state) = decided(before.stands(), event.outcome()) else { return Ok(()) };
    scope.update::<rows::Entity>(&before, before.brought(state, &event.reason)).await
}
