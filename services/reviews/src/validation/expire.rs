//! A validation that came to its end without another that stands is told once, to whoever rests on it.

use std::{future::Future, pin::Pin};

use platform::{Result, Scope, due, moment, service::Ground};
use proto::reviews::v1::ValidationExpired;
use sea_orm::{ColumnTrait, QueryFilter};
use tokio_util::sync::CancellationToken;

use super::rows::{self, Column, Entity, Model};
use crate::case;

const WORK: &str = "ends of validations";

/// Tells of ends until told to stop.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        due::looks(&stop, "ends of validations are told later", || round(&ground)).await;
    })
}

/// One look at all countries; how many were told.
pub(crate) async fn round(ground: &Ground) -> Result<u64> {
    due::look(&ground.store, WORK, |scope| rows::ended(scope, moment::now()), end).await
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
