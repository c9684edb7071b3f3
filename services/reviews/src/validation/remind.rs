//! Whoever rests on a validation is reminded before it ends, so that it can be renewed in time. Each reminder is counted in
//! the row that it is of, in the transaction that tells of it: a process that starts again tells none twice.

use std::{future::Future, pin::Pin};

use platform::{Error, Result, Scope, due, moment, service::Ground};
use proto::reviews::v1::ValidationReminded;
use sea_orm::{ColumnTrait, QueryFilter};
use tokio_util::sync::CancellationToken;

use super::{
    reminders,
    rows::{self, Column, Entity, Model},
};
use crate::{case, member};

const WORK: &str = "reminders of validations";

/// Reminds until told to stop.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        due::looks(&stop, "the ends of validations are reminded of later", || round(&ground)).await;
    })
}

/// One look at all countries; how many were due.
pub(crate) async fn round(ground: &Ground) -> Result<u64> {
    due::look(&ground.store, WORK, |scope| rows::to_remind(scope, moment::now()), remind).await
}

/// Reminds of one end, unless somebody else did meanwhile, the validation was renewed, or nothing rests on it any more.
async fn remind(scope: &mut Scope, found: &Model) -> Result<()> {
    // Whoever renews locks the case as well: of the two, the second sees what the first did.
    let name = rows::name(&found.country, found.id);
    let case = case::rows::locked(scope, found.case_id, &name).await?;
    if case.is_merged() {
        // Once that is undone it is due again.
        return Err(Error::late("what it was merged into"));
    }
    let before = scope.expect(scope.find::<Entity>().filter(Column::Id.eq(found.id)), &name).await?;
    let now = moment::now();
    let Some(end) = before.end().filter(|end| *end > now) else { return Ok(()) };
    let due = reminders(end, now);
    if due <= before.reminders {
        return Ok(());
    }
    let after = Model { reminders: due, updated_at: now, version: before.version + 1, ..before.clone() };
    scope.update::<Entity>(&before, after.clone()).await?;
    let renewed = rows::latest_that_held(scope, case.id).await?.is_some_and(|stands| stands.id != after.id);
    if renewed || case.withdrawn_at.is_some() {
        return Ok(());
    }
    let representatives = member::rows::representatives(scope, &after.institution).await?;
    scope.publish(&ValidationReminded {
        name,
        version: after.version,
        case: case::rows::name(&case.country, case.id),
        registration: after.registration.clone(),
        institution: after.institution.clone(),
        representatives,
        expire_time: Some(moment::timestamp(end)),
    });
    Ok(())
}
