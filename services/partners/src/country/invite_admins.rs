//! The first admins of a country are invited soon after its admission: that is a fact of the network, and members are rows
//! of the country, so the two take two transactions. Whoever dies between them invites again, and nobody twice.

use std::{future::Future, pin::Pin, time::Duration};

use platform::{Result, names::Place, rounds, service::Ground};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use tokio_util::sync::CancellationToken;

use super::rows::{Column, Entity, Model};
use crate::member::first;

const WORK: &str = "first admins";
const LOOK: Duration = Duration::from_secs(1);
const BATCH: u64 = 10;

/// Invites until told to stop.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        rounds(LOOK, &stop, "first admins are invited later", || async { round(&ground).await.map(|()| false) }).await;
    })
}

async fn round(ground: &Ground) -> Result<()> {
    let scope = ground.store.work(WORK, Place::Network).await?;
    let waiting = scope.all(scope.find::<Entity>().filter(Column::FirstAdmins.ne("")).limit(BATCH)).await?;
    scope.commit().await?;
    for country in waiting {
        let mut scope = ground.store.work(WORK, Place::Country(country.code.clone())).await?;
        for email in country.first_admins.lines() {
            first::invite(&mut scope, email).await?;
        }
        scope.commit().await?;
        let mut scope = ground.store.work(WORK, Place::Network).await?;
        let done = Model { first_admins: String::new(), ..country.clone() };
        scope.update::<Entity>(&country, done).await?;
        scope.commit().await?;
    }
    Ok(())
}
