//! The validation of a registration came to its end, and was not renewed.

use platform::{Error, Result, Scope, moment};
use proto::reviews::v1::ValidationExpired;

use super::{expired, rows};
use crate::catalogue;

/// Takes a registration out of the catalogue, unless a later validation is known; waits where the one that ended is still
/// on its way.
pub async fn react(scope: &mut Scope, event: ValidationExpired) -> Result<()> {
    let before = rows::locked(scope, &event.registration).await?;
    let end = event.expire_time.as_ref().and_then(moment::read);
    if before.validated_until > end || before.is_past(event.submission) {
        return Ok(());
    }
    let Some(state) = expired(before.stands())? else { return Ok(()) };
    // Nothing is known of when it was validated where that was before ends were written down.
    if before.validated_until.is_some_and(|known| Some(known) < end) {
        return Err(Error::late("the validation"));
    }
    let mut after = before.brought(state, "");
    after.validated_until = end;
    scope.update::<rows::Entity>(&before, after).await?;
    match catalogue::rows::of_registration(scope, before.id).await? {
        Some(entry) => catalogue::rows::show(scope, entry, false).await,
        None => Ok(()),
    }
}
