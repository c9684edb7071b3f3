//! A partner institution checked the evidence of a registration, for the first time or again.

use platform::{Result, Scope, moment};
use proto::{
    registrations::v1::registration::State,
    reviews::v1::{ValidationCompleted, ValidationOutcome},
};

use super::{rows, transitions, unanswered, validated};
use crate::catalogue;

/// Moves an accepted registration on where the evidence holds, and brings one back that had expired, with what was mended
/// since; waits where the decision is still on its way.
pub async fn react(scope: &mut Scope, event: ValidationCompleted) -> Result<()> {
    let before = rows::locked(scope, &event.registration).await?;
    let until = event.expire_time.as_ref().and_then(moment::read);
    if event.outcome() != ValidationOutcome::Passed
        || before.is_past(event.submission)
        || before.validated_until.is_some() && until <= before.validated_until
    {
        // Nothing holds for longer than was known: the evidence does not, or this is old news, or of what was
        // withdrawn since.
        return Ok(());
    }
    let entry = catalogue::rows::of_registration(scope, before.id).await?;
    let shown = entry.is_some() && before.publication_consent && transitions::was_published(scope, before.id).await?;
    let state = validated(before.stands(), event.outcome(), shown)?;
    if state.is_none() && !matches!(before.stands(), State::Validated | State::Published) {
        return Ok(());
    }
    let mut after = state.map_or_else(|| before.changed(), |state| before.brought(state, ""));
    after.validated_until = until;
    // Nothing is handed in between what is asked and what is found.
    after.validated_version = before.versions;
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    let Some(entry) = entry else { return Ok(()) };
    let words = unanswered::handed_in(scope, after).await?;
    let entry = catalogue::mended::carry(scope, entry, &words).await?;
    match state {
        // A merged one has its place in the catalogue again once that is undone.
        Some(State::Published) if before.state() != State::Merged => catalogue::rows::show(scope, entry, true).await,
        _ => Ok(()),
    }
}
