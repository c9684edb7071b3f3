//! A registration was no duplicate after all: its case goes on from where it stood.

use platform::{error::Result, store::Scope};
use proto::registrations::v1::RegistrationUnmerged;

use super::{
    awaited,
    rows::{self, Entity, Model},
};
use crate::validation;

/// Opens the case again; where the submission has not arrived yet, waits for it. What is older than the last that was heard
/// of it changes nothing; and where the merge itself is still on its way, it comes too late.
pub async fn react(scope: &mut Scope, event: RegistrationUnmerged) -> Result<()> {
    let before = rows::of_submission(scope, &event.name, event.submission).await?;
    if event.version <= before.merge_version || before.withdrawn_at.is_some() {
        return Ok(());
    }
    let mut after = Model { merge_version: event.version, ..before.next() };
    if let (Some(state), Some(merged_at)) = (before.state_before_merge, before.merged_at) {
        awaited::begin_again(scope, &before).await?;
        validation::rows::tell_of_ends_since(scope, before.id, merged_at).await?;
        after.state = state;
        (after.merged_at, after.state_before_merge) = (None, None);
    }
    scope.update::<Entity>(&before, after).await
}
