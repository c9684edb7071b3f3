//! The office looked at an appeal: one that is not admitted leaves the decision as it was.

use platform::{Result, Scope};
use proto::reviews::v1::AppealJudged;

use super::{appeal::in_vain, rows};

/// Brings the registration back to where it was, unless the appeal is heard.
pub async fn react(scope: &mut Scope, event: AppealJudged) -> Result<()> {
    let before = rows::locked(scope, &event.registration).await?;
    if event.admitted || before.is_past(event.submission) || before.appeal != event.name {
        return Ok(());
    }
    let Some(state) = in_vain(before.stands(), before.appealed_from()) else { return Ok(()) };
    scope.update::<rows::Entity>(&before, before.brought(state, &event.reason)).await
}
