//! What a reviewer knows goes with them to the country that they are lent to: a copy of the profile that they have at home, where
//! they have none there. The country that borrows may change it, and nothing of that is told at home.

use std::{
    collections::{HashMap, HashSet},
    future::Future,
    pin::Pin,
    time::Duration,
};

use platform::{Result, Scope, moment, names::Place, rounds, service::Ground};
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};
use tokio_util::sync::CancellationToken;

use super::rows::{self, Column, Entity, Model};
use crate::member;

const WORK: &str = "profiles of lent reviewers";
/// Nobody is assigned the moment they come.
const LOOK: Duration = Duration::from_secs(5);
/// More than all countries borrow at a time.
const MOST: u64 = 5_000;

/// Copies until told to stop.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let more = || async { round(&ground).await.map(|_| false) };
        rounds(LOOK, &stop, "profiles of lent reviewers are copied later", more).await;
    })
}

/// One look at all countries; how many were copied.
pub(crate) async fn round(ground: &Ground) -> Result<usize> {
    let scope = ground.store.work(WORK, Place::AcrossCountries).await?;
    let missing = missing(&scope).await?;
    scope.commit().await?;
    for copy in &missing {
        let mut scope = ground.store.work(WORK, Place::Country(copy.country.clone())).await?;
        if rows::of(&scope, copy.member, &copy.edition).await?.is_none() {
            scope.insert::<Entity>(copy.clone()).await?;
        }
        scope.commit().await?;
    }
    Ok(missing.len())
}

/// The profiles that lent reviewers have at home, and not where they are lent to; as they are to be there.
async fn missing(scope: &Scope) -> Result<Vec<Model>> {
    let lent = scope.find::<member::rows::Entity>().filter(member::rows::Column::LentBy.ne(""));
    let lent = scope.all(lent.filter(member::rows::Column::Reviewer.eq(true)).limit(MOST)).await?;
    if lent.is_empty() {
        return Ok(Vec::new());
    }
    let subjects = lent.iter().map(|row| row.subject.as_str());
    let known = scope.all(scope.find::<Entity>().filter(Column::Subject.is_in(subjects)).limit(MOST)).await?;
    let there: HashSet<(Uuid, &str)> = known.iter().map(|row| (row.member, row.edition.as_str())).collect();
    let mut at_home: HashMap<(&str, &str), Vec<&Model>> = HashMap::new();
    for row in &known {
        at_home.entry((row.country.as_str(), row.subject.as_str())).or_default().push(row);
    }
    let mut missing = Vec::new();
    for seat in &lent {
        let home = seat.lent_by.trim_start_matches("countries/");
        for row in at_home.get(&(home, seat.subject.as_str())).into_iter().flatten() {
            if there.contains(&(seat.id, row.edition.as_str())) {
                continue;
            }
            let (country, member, updated_at) = (seat.country.clone(), seat.id, moment::now());
            // How much they take at home says nothing of here, where it is one case.
            missing.push(Model { country, member, capacity: None, updated_at, ..(*row).clone() });
        }
    }
    Ok(missing)
}
