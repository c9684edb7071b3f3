//! The case of a registration was opened: the office screens it.

use platform::{Result, Scope};
use proto::reviews::v1::CaseOpened;

use super::{opened, rows};

/// Moves a submitted registration on; one of which more is known already stays.
pub async fn react(scope: &mut Scope, event: CaseOpened) -> Result<()> {
    let before = rows::locked(scope, &event.registration).await?;
    if before.is_past(event.submission) || event.version <= before.case_version {
        return Ok(());
    }
    let Some(state) = opened(before.stands()) else { return Ok(()) };
    let after = rows::Model { case_version: event.version, ..before.brought(state, "") };
    scope.update::<rows::Entity>(&before, after).await
}
