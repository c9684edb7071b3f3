//! Telling of changes: holds what everybody sees now against what was told of it, and writes down the difference.
//!
//! Whatever made an entry appear, change or go (a person, an event, the end of an embargo), it is noticed here and nowhere
//! else, so that no way into or out of the catalogue can be forgotten. What is told is what an audience sees, everybody or the
//! network's members: where a country shows its entries to others alone, they are told as removed. One place after the other in each country: whoever
//! has read up to one has missed nothing before it.

use std::{collections::BTreeSet, future::Future, pin::Pin, time::Duration};

use platform::{Result, Scope, Store, moment, names::Place, rounds, service::Ground};
use proto::registrations::v1::catalogue_change::Kind;
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use super::{
    audience::Audience,
    change,
    rows::{Column, Entity, Model},
    sight::Sight,
};

const WORK: &str = "tell of the catalogue";
/// Between two looks: what is gone is told within a second.
const PAUSE: Duration = Duration::from_millis(250);
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
    let mut countries = BTreeSet::new();
    for audience in Audience::ALL {
        for those in untold(moment::now(), audience, &audience.sight(&scope).await?) {
            // In the order of those indexes: PostgreSQL takes most versions for untold, and would read all entries.
            let found = scope.find::<Entity>().filter(those).order_by_asc(Column::Country).order_by_asc(Column::Id);
            let found = scope.all(found.limit(BATCH)).await?;
            countries.extend(found.into_iter().map(|row| row.country));
        }
    }
    scope.commit().await?;
    for country in countries {
        let mut scope = store.work(WORK, Place::Country(country)).await?;
        for audience in Audience::ALL {
            let (now, sight) = (moment::now(), audience.sight(&scope).await?);
            for those in untold(now, audience, &sight) {
                tell(&mut scope, those, now, audience, &sight).await?;
            }
        }
        scope.commit().await?;
    }
    Ok(())
}

/// Writes down the news of some entries of the scope's country, which none of the conditions finds again then.
async fn tell(
    scope: &mut Scope,
    those: Condition,
    now: OffsetDateTime,
    audience: Audience,
    sight: &Sight,
) -> Result<()> {
    let rows = scope.find::<Entity>().filter(those).order_by_asc(Column::Id).limit(BATCH);
    let rows = scope.all(rows.lock_exclusive()).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut place = change::last_place(scope).await?;
    for row in rows {
        let mut after = Model { embargoed: is_embargoed(&row, now), ..row.clone() };
        let is_seen = sight.has(&row.country) && row.is_shown(now);
        if let Some(kind) = news(audience.told(&row), row.version, is_seen) {
            place += 1;
            change::add(scope, place, row.id, kind, audience).await?;
            after = audience.tells(after, if kind == Kind::Removed { 0 } else { row.version });
        }
        scope.update::<Entity>(&row, after).await?;
    }
    Ok(())
}

/// What there may be to tell of: entries that are seen and were not told of as they stand; those that were told of and are
/// gone; those whose embargo is over, which a search finds from then on; and those that were told of, of countries that do not
/// show theirs to everybody. Each is found by an index that has those alone (`m0142_told`, `m0143_told_members`), and is asked
/// for in its words: all of them are looked for again and again, and mostly there are none.
fn untold(now: OffsetDateTime, audience: Audience, sight: &Sight) -> Vec<Condition> {
    let over = || Condition::any().add(Column::ShownFrom.is_null()).add(Column::ShownFrom.lte(now));
    let those = |words: &str| Condition::all().add(Expr::cust(words.replace("{told}", audience.column())));
    let seen = those("published AND NOT blocked AND NOT suspended AND {told} <> version").add(over());
    let gone = those("{told} <> 0 AND (NOT published OR blocked OR suspended OR embargoed)");
    let free = those("embargoed").add(over());
    if sight.hidden().is_empty() {
        return vec![seen, gone, free];
    }
    let hidden = those("{told} <> 0").add(Column::Country.is_in(sight.hidden()));
    vec![seen.add(Column::Country.is_not_in(sight.hidden())), gone, free, hidden]
}

fn is_embargoed(row: &Model, now: OffsetDateTime) -> bool {
    row.embargoed && row.shown_from.is_some_and(|from| now < from)
}

/// What there is to tell of an entry of this version that is seen by an audience, or is not, and was told to it as it was.
fn news(told: i64, version: i64, seen: bool) -> Option<Kind> {
    match (seen, told) {
        (true, 0) => Some(Kind::Added),
        (true, told) if told != version => Some(Kind::Changed),
        (false, told) if told != 0 => Some(Kind::Removed),
        _ => None,
    }
}
