//! A partner institution checked the evidence of a registration.

use platform::{Result, Scope};
use proto::reviews::v1::ValidationCompleted;

use super::{rows, validated};

/// Moves an accepted registration on where the evidence holds; waits where the decision is still on its way.
pub async fn react(scope: &mut Scope, event: ValidationCompleted) -> Result<()> {
    let before = rows::locked(scope, &event.registration).await?;
    let Some(state) = validated(before.state(), event.outcome())? else { return Ok(()) };
    scope.update::<rows::Entity>(&before, before.moved(state, "")).await
}
