//! The country that a queue is lent to hears that it is, and that it is over before its time. Each side takes a transaction of
//! its own; whoever dies between them tells again, under the same name and version, which is told once. Only of a loan that is
//! ended in that very moment the borrower may not hear the end.

use std::{future::Future, pin::Pin, time::Duration};

use platform::{Result, moment, names::Place, rounds, service::Ground};
use proto::partners::v1::country;
use sea_orm::{ColumnTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use tokio_util::sync::CancellationToken;

use super::{
    facts,
    rows::{self, Column, Entity, Model},
};
use crate::country::rows as countries;

const WORK: &str = "loans of queues";
const LOOK: Duration = Duration::from_secs(1);
const BATCH: u64 = 50;

/// Tells until told to stop.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let more = || async { Ok(round(&ground).await? == BATCH) };
        rounds(LOOK, &stop, "loans of queues are told later", more).await;
    })
}

/// One look at all countries; how many were told.
async fn round(ground: &Ground) -> Result<u64> {
    let scope = ground.store.work(WORK, Place::AcrossCountries).await?;
    let untold = scope.find::<Entity>().filter(Expr::col(Column::ToldVersion).lt(Expr::col(Column::Version)));
    let due = scope.all(untold.order_by_asc(Column::UpdatedAt).limit(BATCH)).await?;
    scope.commit().await?;
    let mut told = 0;
    for row in due {
        // One that cannot be told keeps no other one waiting.
        match one(ground, &row).await {
            Ok(()) => told += 1,
            Err(problem) => tracing::warn!(%problem, loan = rows::name(&row), "a loan of a queue is told later"),
        }
    }
    Ok(told)
}

async fn one(ground: &Ground, row: &Model) -> Result<()> {
    // What was over before anybody heard of it is told to nobody. The network has no office: its admins see all loans.
    let was_told = row.told_version > 0 || (row.closed_at.is_none() && row.expires_at > moment::now());
    if let Some(borrower) = row.borrower.strip_prefix("countries/").filter(|_| was_told) {
        let mut scope = ground.store.work(WORK, Place::Country(borrower.to_owned())).await?;
        let known = scope.one(countries::by_code(&scope, borrower)).await?;
        if known.is_some_and(|country| country.state() != country::State::Erased) {
            facts::publish_lent(&mut scope, row);
        }
        scope.commit().await?;
    }
    let mut scope = ground.store.work(WORK, Place::Country(row.country.clone())).await?;
    let now = scope.one(scope.find::<Entity>().filter(Column::Id.eq(row.id)).lock_exclusive()).await?;
    if let Some(now) = now {
        // What changed meanwhile is told in the next round. That it was told is no change of the loan.
        scope.follow::<Entity>(&now, Model { told_version: row.version, ..now.clone() }).await?;
    }
    scope.commit().await
}
