//! A panel heard an appeal: one that is denied leaves the decision as it was; the decision that follows from one that is upheld,
//! or that it takes part, is told by itself.

use platform::{Result, Scope};
use proto::reviews::v1::AppealHeard;

use super::{appeal::in_vain, rows};

/// Brings the registration back to where it was, unless the appeal is upheld.
pub async fn react(scope: &mut Scope, event: AppealHeard) -> Result<()> {
    let before = rows::locked(scope, &event.registration).await?;
    if event.upheld || before.is_past(event.submission) || before.appeal != event.name {
        return Ok(());
    }
    let Some(state) = in_vain(before.stands(), before.appealed_from()) else { return Ok(()) };
    scope.update::<rows::Entity>(&before, before.brought(state, &event.reason)).await
}
