//! A registration was merged into another one: its case is closed, and nothing is awaited in it. A decision that was only
//! prepared waits with it, and is not released.

use platform::{error::Result, store::Scope};
use proto::registrations::v1::RegistrationMerged;

use super::{
    awaited, merged,
    rows::{self, Entity, Model},
    stands_again,
};

/// Closes the case and keeps where it stood; where the submission has not arrived yet, waits for it. What is older than
/// the last that was heard of it changes nothing.
pub async fn react(scope: &mut Scope, event: RegistrationMerged) -> Result<()> {
    let before = rows::of_submission(scope, &event.name, event.submission).await?;
    if event.version <= before.merge_version || before.withdrawn_at.is_some() {
        return Ok(());
    }
    let mut after = Model { merge_version: event.version, ..before.next() };
    if !before.is_merged() {
        after = awaited::end(scope, after).await?;
        after.state = merged(before.state);
        after.state_before_merge = Some(stands_again(before.state));
        after.merged_at = Some(after.updated_at);
    }
    scope.update::<Entity>(&before, after).await
}
