//! Collecting what nobody needs: files that were removed, uploads that were abandoned, files whose registration is gone,
//! and bytes that belong to no file.
//!
//! No lease keeps processes apart here: each step may be done twice without harm. A row says first that its file is gone,
//! then its bytes go, and then the row itself.

use std::{
    collections::{BTreeMap, HashMap},
    future::Future,
    pin::Pin,
    time::{Duration, Instant},
};

use futures::StreamExt;
use platform::{Result, Store, choice, files::Object, moment, names::Place, service::Ground};
use proto::registrations::v1::file::State;
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::rows::{Column, Entity, Model, REMOVED, shown};
use crate::{country, registration::rows as registrations};

const WORK: &str = "collect files";
/// Between two looks for files that somebody removed.
const SOON: Duration = Duration::from_secs(20);
/// Rows that are looked at together.
const BATCH: usize = 100;

/// Collects, again and again, until told to stop.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let settings = &ground.config.files;
        let often = Duration::from_secs(settings.collect_seconds);
        let rests = time::Duration::hours(i64::try_from(settings.abandoned_hours).unwrap_or(i64::MAX));
        let mut looked = None::<Instant>;
        while !stop.is_cancelled() {
            let everything = looked.is_none_or(|looked| looked.elapsed() >= often);
            match round(&ground.store, moment::now() - rests, everything).await {
                Ok(()) if everything => looked = Some(Instant::now()),
                Ok(()) => {}
                Err(problem) => tracing::warn!(%problem, "files that nobody needs stay for another round"),
            }
            tokio::select! {
                () = tokio::time::sleep(SOON.min(often)) => {}
                () = stop.cancelled() => {}
            }
        }
    })
}

async fn round(store: &Store, before: OffsetDateTime, everything: bool) -> Result<()> {
    if everything {
        forsake(store, |scope| abandoned(scope, before)).await?;
        forsake(store, orphaned).await?;
    }
    while remove(store).await? == BATCH {}
    if everything {
        sweep(store, before).await?;
    }
    Ok(())
}

/// Uploads of which nothing came for long.
fn abandoned(scope: &platform::Scope, before: OffsetDateTime) -> Select<Entity> {
    let uploading = choice::name(State::Uploading.as_str_name(), "STATE_");
    shown(scope).filter(Column::State.eq(uploading)).filter(Column::UpdateTime.lt(before))
}

/// Files whose registration went by its age.
fn orphaned(scope: &platform::Scope) -> Select<Entity> {
    let ids = scope.find::<registrations::Entity>().select_only().column(registrations::Column::Id);
    shown(scope).filter(Column::Registration.not_in_subquery(ids.into_query()))
}

/// Marks what is found as removed; in the country it is looked for once more, since something may have come meanwhile.
async fn forsake(store: &Store, find: impl Fn(&platform::Scope) -> Select<Entity>) -> Result<()> {
    let scope = store.work(WORK, Place::AcrossCountries).await?;
    let found = scope.all(find(&scope).limit(BATCH as u64)).await?;
    scope.commit().await?;
    for (country, ids) in by_country(found) {
        let mut scope = store.work(WORK, Place::Country(country)).await?;
        let rows = scope.all(find(&scope).filter(Column::Id.is_in(ids)).lock_exclusive()).await?;
        for row in &rows {
            scope.update::<Entity>(row, row.removed()).await?;
        }
        scope.commit().await?;
    }
    Ok(())
}

fn by_country(rows: Vec<Model>) -> BTreeMap<String, Vec<Uuid>> {
    let mut countries: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
    for row in rows {
        countries.entry(row.country).or_default().push(row.id);
    }
    countries
}

/// Removes the bytes and then the rows of files that are said to be gone; how many rows there were.
async fn remove(store: &Store) -> Result<usize> {
    let scope = store.work(WORK, Place::AcrossCountries).await?;
    let gone = scope.find::<Entity>().filter(Column::State.eq(REMOVED)).limit(BATCH as u64);
    let found = scope.all(gone).await?;
    scope.commit().await?;
    let files = store.files();
    for row in &found {
        files.remove(&row.key(files)).await?;
        files.remove_all(&row.pieces_key(files)).await?;
    }
    let count = found.len();
    for (country, ids) in by_country(found) {
        let mut scope = store.work(WORK, Place::Country(country)).await?;
        let gone = scope.find::<Entity>().filter(Column::State.eq(REMOVED)).filter(Column::Id.is_in(ids));
        for row in scope.all(gone.lock_exclusive()).await? {
            let its = registrations::Column::Id.eq(row.registration);
            if scope.count(scope.find::<registrations::Entity>().filter(its)).await? == 0 {
                // Its registration was forgotten with its key; what is written here must not be readable again.
                scope.forget(&row.parent()).await?;
            }
            scope.remove::<Entity>(&row).await?;
        }
        scope.commit().await?;
    }
    Ok(count)
}

/// Removes bytes of no file, as a process leaves them that is ended between its steps.
async fn sweep(store: &Store, before: OffsetDateTime) -> Result<()> {
    let scope = store.work(WORK, Place::AcrossCountries).await?;
    let mut countries: Vec<String> =
        scope.all(scope.find::<country::rows::Entity>()).await?.into_iter().map(|row| row.id).collect();
    scope.commit().await?;
    countries.sort_unstable();
    countries.dedup();
    for country in countries {
        let all = store.files().list(&store.files().key(&country, &[]));
        let old = all.filter(|found| std::future::ready(found.as_ref().map_or(true, |object| object.time < before)));
        let mut batches = std::pin::pin!(old.chunks(BATCH));
        while let Some(batch) = batches.next().await {
            sweep_batch(store, &country, batch.into_iter().collect::<Result<_>>()?).await?;
        }
    }
    Ok(())
}

async fn sweep_batch(store: &Store, country: &str, objects: Vec<Object>) -> Result<()> {
    let scope = store.work(WORK, Place::Country(country.to_owned())).await?;
    let ids = objects.iter().filter_map(|object| id_of(object).map(|(_, id)| id));
    let known = scope.all(scope.find::<Entity>().filter(Column::Id.is_in(ids))).await?;
    scope.commit().await?;
    let known: HashMap<Uuid, Model> = known.into_iter().map(|row| (row.id, row)).collect();
    for object in objects {
        let Some((kind, id)) = id_of(&object) else { continue };
        let needed = known.get(&id).is_some_and(|row| kind == "files" || row.state() == State::Uploading);
        if !needed {
            store.files().remove(&object.key).await?;
            tracing::info!(country, kind, "bytes of no file removed");
        }
    }
    Ok(())
}

/// Whether an object is a file or a piece, and of which file. What is neither is none of ours.
fn id_of(object: &Object) -> Option<(&str, Uuid)> {
    let [kind @ ("files" | "pieces"), id, ..] = object.parts.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
        return None;
    };
    Some((kind, Uuid::try_parse(id).ok()?))
}
