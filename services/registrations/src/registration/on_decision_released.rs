//! The decision on a registration was released to its applicant.

use platform::{Result, Scope, moment};
use proto::reviews::v1::DecisionReleased;

use super::{appeal, decided, rows, unanswered};
use crate::country;

/// Moves a registration to what was decided. A decision may arrive before the screening it rests on, so the state
/// alone tells what is older: after a decision no screening changes anything.
pub async fn react(scope: &mut Scope, event: DecisionReleased) -> Result<()> {
    let before = rows::locked(scope, &event.registration).await?;
    if before.is_past(event.submission) {
        return Ok(());
    }
    let Some(state) = decided(before.stands(), event.outcome()) else { return Ok(()) };
    let released = event.release_time.as_ref().and_then(moment::read).unwrap_or_else(moment::now);
    let zone = country::rows::newest(scope).await?.map(|country| country.time_zone).unwrap_or_default();
    let appeal_due = appeal::due(released, event.appeal_days, &zone);
    let after = rows::Model { appeal_due, ..before.brought(state, &event.reason) };
    let after = unanswered::put_back(scope, &before, after).await?;
    scope.update::<rows::Entity>(&before, after).await
}
