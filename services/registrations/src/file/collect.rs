//! Collecting what nobody needs: files that were removed, uploads that were abandoned, files whose registration is gone, whole
//! files that nothing names, and bytes that belong to no file.
//!
//! No lease keeps processes apart here: each step may be done twice without harm. A row says first that its file is gone,
//! then its bytes go, and then the row itself.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    future::Future,
    pin::Pin,
    time::{Duration, Instant},
};

use futures::StreamExt;
use platform::{
    Result, Scope, Store, choice,
    config::Files as Settings,
    files::{Object, Unfinished},
    moment,
    names::Place,
    service::Ground,
};
use proto::registrations::v1::file::State;
use sea_orm::{ColumnTrait, Condition, QueryFilter, QuerySelect, QueryTrait};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    rows::{Column, Entity, Model, REMOVED, shown},
    unnamed,
};
use crate::{country, registration::rows as registrations};

/// Whose work it is.
pub(super) const WORK: &str = "collect files";
/// Between two looks for files that somebody removed.
const SOON: Duration = Duration::from_secs(20);
/// Rows that are looked at together.
pub(super) const BATCH: usize = 100;

/// Collects, again and again, until told to stop.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let settings = &ground.config.files;
        let often = Duration::from_secs(settings.collect_seconds);
        let mut looked = None::<Instant>;
        while !stop.is_cancelled() {
            let everything = looked.is_none_or(|looked| looked.elapsed() >= often);
            match round(&ground.store, rests_since(settings), everything, None).await {
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

/// Before this moment something has to have come, or it is abandoned.
pub(super) fn rests_since(settings: &Settings) -> OffsetDateTime {
    moment::now() - time::Duration::hours(i64::try_from(settings.abandoned_hours).unwrap_or(i64::MAX))
}

/// Collects once: what was removed, and `everything` else besides; in all countries, or in `only` one.
pub(super) async fn round(store: &Store, before: OffsetDateTime, everything: bool, only: Option<&str>) -> Result<()> {
    if everything {
        while forsake(store, only, |_| abandoned(before)).await? == BATCH {}
        while forsake(store, only, orphaned).await? == BATCH {}
        for country in countries(store, only).await? {
            unnamed::forsake(store, &country, before).await?;
        }
    }
    while remove(store, only).await? == BATCH {}
    if everything {
        sweep(store, before, only).await?;
    }
    Ok(())
}

/// Uploads of which nothing came for long.
fn abandoned(before: OffsetDateTime) -> Condition {
    let uploading = choice::name(State::Uploading.as_str_name(), "STATE_");
    Condition::all().add(Column::State.eq(uploading)).add(Column::UpdateTime.lt(before))
}

/// Files whose registration went by its age.
fn orphaned(scope: &Scope) -> Condition {
    let ids = scope.find::<registrations::Entity>().select_only().column(registrations::Column::Id);
    Condition::all().add(Column::Registration.not_in_subquery(ids.into_query()))
}

/// Everything that is collected, if it is not yet, but for what nothing names.
pub(super) fn unneeded(scope: &Scope, before: OffsetDateTime) -> Condition {
    Condition::any().add(Column::State.eq(REMOVED)).add(abandoned(before)).add(orphaned(scope))
}

/// What is in one country, or in any.
fn within(only: Option<&str>) -> Condition {
    only.map_or_else(Condition::all, |country| Condition::all().add(Column::Country.eq(country)))
}

/// Marks what is found as removed; in the country it is looked for once more, since something may have come meanwhile. How
/// many were marked.
async fn forsake(store: &Store, only: Option<&str>, which: impl Fn(&Scope) -> Condition) -> Result<usize> {
    let find = |scope: &Scope| shown(scope).filter(which(scope));
    let scope = store.work(WORK, Place::AcrossCountries).await?;
    let found = scope.all(find(&scope).filter(within(only)).limit(BATCH as u64)).await?;
    scope.commit().await?;
    let mut marked = 0;
    for (country, ids) in by_country(found) {
        let mut scope = store.work(WORK, Place::Country(country)).await?;
        let rows = scope.all(find(&scope).filter(Column::Id.is_in(ids)).lock_exclusive()).await?;
        for row in &rows {
            scope.update::<Entity>(row, row.removed()).await?;
        }
        scope.commit().await?;
        marked += rows.len();
    }
    Ok(marked)
}

fn by_country(rows: Vec<Model>) -> BTreeMap<String, Vec<Uuid>> {
    let mut countries: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
    for row in rows {
        countries.entry(row.country).or_default().push(row.id);
    }
    countries
}

/// Removes the bytes and then the rows of files that are said to be gone; how many rows there were.
async fn remove(store: &Store, only: Option<&str>) -> Result<usize> {
    let scope = store.work(WORK, Place::AcrossCountries).await?;
    let gone = scope.find::<Entity>().filter(Column::State.eq(REMOVED)).filter(within(only));
    let found = scope.all(gone.limit(BATCH as u64)).await?;
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

/// The countries that there are files of, by their codes.
pub(super) async fn countries(store: &Store, only: Option<&str>) -> Result<Vec<String>> {
    let scope = store.work(WORK, Place::AcrossCountries).await?;
    let found = scope.all(scope.find::<country::rows::Entity>()).await?;
    scope.commit().await?;
    let codes: BTreeSet<String> = found.into_iter().map(|row| row.id).collect();
    Ok(codes.into_iter().filter(|code| only.is_none_or(|only| only == code)).collect())
}

/// Removes bytes of no file, as a process leaves them that is ended between its steps.
async fn sweep(store: &Store, before: OffsetDateTime, only: Option<&str>) -> Result<()> {
    for country in countries(store, only).await? {
        let all = store.files().list(&store.files().key(&country, &[]));
        let old = all.filter(|found| std::future::ready(found.as_ref().map_or(true, |object| is_old(object, before))));
        let mut batches = std::pin::pin!(old.chunks(BATCH));
        while let Some(batch) = batches.next().await {
            sweep_batch(store, &country, batch.into_iter().collect::<Result<_>>()?).await?;
        }
        for unfinished in unfinished(store, &country, before).await? {
            unfinished.remove().await?;
            tracing::info!(country, "bytes that never became a file removed");
        }
    }
    Ok(())
}

async fn sweep_batch(store: &Store, country: &str, objects: Vec<Object>) -> Result<()> {
    let known = known(store, country, &objects).await?;
    for object in objects.iter().filter(|object| is_needed(object, &known) == Some(false)) {
        store.files().remove(&object.key).await?;
        tracing::info!(country, "bytes of no file removed");
    }
    Ok(())
}

/// What was being written when its process ended, long ago.
pub(super) async fn unfinished(store: &Store, country: &str, before: OffsetDateTime) -> Result<Vec<Unfinished>> {
    let files = store.files();
    let found = files.unfinished(&files.key(country, &[])).await?;
    Ok(found.into_iter().filter(|unfinished| unfinished.time < before).collect())
}

/// Whether nothing was written to it for long.
pub(super) fn is_old(object: &Object, before: OffsetDateTime) -> bool {
    object.time < before
}

/// The files that some bytes may be of, by their ids.
pub(super) async fn known(store: &Store, country: &str, objects: &[Object]) -> Result<HashMap<Uuid, Model>> {
    let scope = store.work(WORK, Place::Country(country.to_owned())).await?;
    let ids = objects.iter().filter_map(|object| id_of(object).map(|(_, id)| id));
    let known = scope.all(scope.find::<Entity>().filter(Column::Id.is_in(ids))).await?;
    scope.commit().await?;
    Ok(known.into_iter().map(|row| (row.id, row)).collect())
}

/// Whether a file of these needs some bytes; nothing where they are none of ours.
pub(super) fn is_needed(object: &Object, known: &HashMap<Uuid, Model>) -> Option<bool> {
    let (kind, id) = id_of(object)?;
    Some(known.get(&id).is_some_and(|row| kind == "files" || row.state() == State::Uploading))
}

/// Whether an object is a file or a piece, and of which file. What is neither is none of ours.
fn id_of(object: &Object) -> Option<(&str, Uuid)> {
    let [kind @ ("files" | "pieces"), id, ..] = object.parts.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
        return None;
    };
    Some((kind, Uuid::try_parse(id).ok()?))
}
