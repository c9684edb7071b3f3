//! A registration was taken back: its case is closed, its reviews and answers are no longer awaited, and a decision
//! that was only prepared is void.

use platform::{error::Result, store::Scope};
use proto::registrations::v1::RegistrationWithdrawn;

use super::{
    awaited,
    rows::{self, Entity},
    withdrawn,
};
use crate::{appeal, decision};

/// Closes the case; where the submission has not arrived yet, waits for it. One that was merged is closed already, and does
/// not go on any more.
pub async fn react(scope: &mut Scope, event: RegistrationWithdrawn) -> Result<()> {
    let before = rows::of_submission(scope, &event.name, event.submission).await?;
    if before.withdrawn_at.is_some() {
        return Ok(());
    }
    let mut after = before.next();
    if !before.is_merged() {
        after = awaited::end(scope, after).await?;
    }
    after.state = withdrawn(before.state);
    after.withdrawn_at = Some(after.updated_at);
    (after.merged_at, after.state_before_merge) = (None, None);
    if let Some(decision) = decision::rows::of_case(scope, &before).await?
        && let Some(void) = decision::voided(decision.state)
    {
        let row = decision::rows::Model { state: void, ..decision.next() };
        scope.update::<decision::rows::Entity>(&decision, row).await?;
        (after.decision, after.outcome) = (None, None);
    }
    scope.update::<Entity>(&before, after).await?;
    appeal::on_appeal_withdrawn::end(scope, before.id).await
}
