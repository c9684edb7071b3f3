//! Telling of changes: holds what everybody sees now against what was told of it, and writes down the difference.
//!
//! Whatever made an entry appear, change or go (a person, an event, the end of an embargo), it is noticed here and nowhere
//! else, so that no way into or out of the catalogue can be forgotten. What is told is what everybody sees: where a country
//! shows its entries to some alone, they are told as removed. One place after the other in each country: whoever
//! has read up to one has missed nothing before it.

use std::{collections::BTreeSet, future::Future, pin::Pin, time::Duration};

use platform::{Result, Store, moment, names::Place, rounds, service::Ground};
use proto::registrations::v1::catalogue_change::Kind;
use sea_orm::{
    ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use super::{
    change,
    rows::{Column, Entity, Model, is_shown},
    sight::Sight,
};

const WORK: &str = "tell of the catalogue";
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(500);
/// Entries of one look.
const BATCH: u64 = 200;

/// Tells, again and again, until told to stop.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let told = || async { round(&ground.store).await.map(|()| false) };
        rounds(PAUSE, &stop, "changes of the catalogue are told later", told).await;
    })
}

async fn round(store: &Store) -> Result<()> {
    let scope = store.work(WORK, Place::AcrossCountries).await?;
    let sight = Sight::of_everybody(&scope).await?;
    let found = scope.all(scope.find::<Entity>().filter(untold(moment::now(), &sight)).limit(BATCH)).await?;
    scope.commit().await?;
    let countries: BTreeSet<String> = found.into_iter().map(|row| row.country).collect();
    for country in countries {
        let mut scope = store.work(WORK, Place::Country(country)).await?;
        let (now, sight) = (moment::now(), Sight::of_everybody(&scope).await?);
        let rows = scope.find::<Entity>().filter(untold(now, &sight)).order_by_asc(Column::Id).limit(BATCH);
        let rows = scope.all(rows.lock_exclusive()).await?;
        let mut place = change::last_place(&scope).await?;
        for row in rows {
            let mut after = Model { embargoed: is_embargoed(&row, now), ..row.clone() };
            if let Some(kind) = news(&row, sight.has(&row.country) && row.is_shown(now)) {
                place += 1;
                change::add(&mut scope, place, row.id, kind).await?;
                after.told_version = if kind == Kind::Removed { 0 } else { row.version };
            }
            scope.update::<Entity>(&row, after).await?;
        }
        scope.commit().await?;
    }
    Ok(())
}

/// Entries that are seen and were not told of as they stand, or were told of and are not seen, and those whose embargo is
/// over, which a search finds from then on.
fn untold(now: OffsetDateTime, sight: &Sight) -> Condition {
    let seen = || Condition::all().add(is_shown(now)).add(Column::Country.is_not_in(sight.hidden()));
    let otherwise = Expr::col(Column::ToldVersion).not_equals(Column::Version);
    let gone = Condition::all().add(seen().not()).add(Column::ToldVersion.ne(0));
    let free = Condition::all().add(Column::Embargoed.eq(true)).add(Column::ShownFrom.lte(now));
    Condition::any().add(seen().add(otherwise)).add(gone).add(free)
}

fn is_embargoed(row: &Model, now: OffsetDateTime) -> bool {
    row.embargoed && row.shown_from.is_some_and(|from| now < from)
}

/// What there is to tell of an entry that is seen by everybody, or is not.
fn news(row: &Model, seen: bool) -> Option<Kind> {
    match (seen, row.told_version) {
        (true, 0) => Some(Kind::Added),
        (true, told) if told != row.version => Some(Kind::Changed),
        (false, told) if told != 0 => Some(Kind::Removed),
        _ => None,
    }
}
