//! A validation that came to its end without another that stands is told once, to whoever rests on it.

use std::{future::Future, pin::Pin, time::Duration};

use platform::{Result, Scope, moment, names::Place, rounds, service::Ground};
use proto::{platform::v1::Reason, reviews::v1::ValidationExpired};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use tokio_util::sync::CancellationToken;

use super::rows::{self, Column, Entity, Model};
use crate::case;

const WORK: &str = "ends of validations";
/// An end is a matter of days: nobody is harmed by seconds.
const LOOK: Duration = Duration::from_secs(5);
const BATCH: u64 = 50;

/// Tells of ends until told to stop.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let more = || async { Ok(round(&ground).await? == BATCH) };
        rounds(LOOK, &stop, "ends of validations are told later", more).await;
    })
}

/// One look at all countries; how many were told.
pub(crate) async fn round(ground: &Ground) -> Result<u64> {
    let scope = ground.store.work(WORK, Place::AcrossCountries).await?;
    let ended = scope.all(rows::ended(&scope, moment::now()).limit(BATCH)).await?;
    scope.commit().await?;
    let mut found = 0;
    for row in ended {
        let mut scope = ground.store.work(WORK, Place::Country(row.country.clone())).await?;
        match end(&mut scope, &row).await {
            Ok(()) => scope.commit().await?,
            // It came to be blocked in this moment.
            Err(blocked) if blocked.reason() == Reason::DataBlocked => continue,
            Err(problem) => return Err(problem),
        }
        found += 1;
    }
    Ok(found)
}

/// Tells of one end, unless somebody else did meanwhile, or the validation was renewed.
async fn end(scope: &mut Scope, found: &Model) -> Result<()> {
    // Whoever renews locks the case as well: of the two, the second sees what the first did.
    let name = rows::name(&found.country, found.id);
    let case = case::rows::locked(scope, found.case_id, &name).await?;
    let before = scope.expect(scope.find::<Entity>().filter(Column::Id.eq(found.id)), &name).await?;
    if before.end_told_at.is_some() {
        return Ok(());
    }
    let now = moment::now();
    let after = Model { end_told_at: Some(now), updated_at: now, version: before.version + 1, ..before.clone() };
    scope.update::<Entity>(&before, after.clone()).await?;
    let renewed = rows::latest_that_held(scope, case.id).await?.is_some_and(|stands| stands.id != after.id);
    // Of a merged one it is told once that is undone.
    if renewed || case.withdrawn_at.is_some() || case.is_merged() {
        return Ok(());
    }
    scope.publish(&ValidationExpired {
        name,
        version: after.version,
        case: case::rows::name(&case.country, case.id),
        registration: after.registration.clone(),
        institution: after.institution.clone(),
        expire_time: after.end().map(moment::timestamp),
        submission: case.submission,
    });
    Ok(())
}
