//! The office screened the case of a registration, or an appeal against what it found was upheld.

use platform::{Result, Scope, moment};
use proto::reviews::v1::CaseScreened;

use super::{appeal, rows, screened, unanswered};
use crate::country;

/// Moves a registration to its review, or out of the edition; then there is a term to appeal.
pub async fn react(scope: &mut Scope, event: CaseScreened) -> Result<()> {
    let before = rows::locked(scope, &event.registration).await?;
    if before.is_past(event.submission) {
        return Ok(());
    }
    let newer = event.version > before.case_version;
    let moved = match event.appeal.is_empty() {
        true => screened(before.stands(), event.outcome(), newer),
        false => appeal::readmitted(before.stands()).filter(|_| newer && event.appeal == before.appeal),
    };
    let Some(state) = moved else { return Ok(()) };
    let found = event.screen_time.as_ref().and_then(moment::read).unwrap_or_else(moment::now);
    let zone = country::rows::newest(scope).await?.map(|country| country.time_zone).unwrap_or_default();
    let appeal_due = appeal::due(found, event.appeal_days, &zone);
    let after = rows::Model { case_version: event.version, appeal_due, ..before.brought(state, &event.reason) };
    let after = unanswered::put_back(scope, &before, after).await?;
    scope.update::<rows::Entity>(&before, after).await
}
