//! Whole files that nothing names, long after they came: no answer of their registration, no version that it handed in, and no
//! entry of the catalogue.
//!
//! What always holds: a picture waits for as long as there is no entry that could show it, and while the office still arranges
//! one; a file that a draft is still asked for waits for as long as somebody writes it, and one that is to be mended until the
//! time for that is over, since whoever was cut off between the last byte and the answer comes back to it; and what names a file is asked once more where it cannot change any more, before
//! the file goes.

use std::collections::{BTreeMap, HashMap, HashSet};

use platform::{Result, Scope, Store, choice, moment, names::Place};
use proto::{
    platform::v1::Reason,
    registrations::v1::{FilePurpose, file::State, registration},
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, Select};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    collect::{BATCH, WORK},
    limits,
    rows::{Column, Entity, Model},
};
use crate::{
    catalogue::{picture::rows as pictures, rows as entries},
    registration::{answers, clarification, fields, rows as registrations, version},
};

/// A draft that nobody touched for so long is written by nobody.
const WRITTEN_WITHIN: Duration = Duration::days(30);

/// Some files, by what names them; those that an answer or an entry names are left out.
#[derive(Default)]
pub(super) struct Sorted {
    /// Nothing does.
    pub unnamed: Vec<Model>,
    /// A version does, for good.
    pub handed_in: Vec<Model>,
    /// The last file that was looked at; nothing where there was none any more.
    pub last: Option<Uuid>,
}

/// Marks those of a country as removed that nothing names, and remembers what versions name.
pub(super) async fn forsake(store: &Store, country: &str, before: OffsetDateTime) -> Result<()> {
    let mut last = None;
    loop {
        let mut scope = store.work(WORK, Place::Country(country.to_owned())).await?;
        let sorted = next(&scope, before, last).await?;
        for row in &sorted.handed_in {
            // The version says it already.
            scope.follow::<Entity>(row, Model { handed_in: true, ..row.clone() }).await?;
        }
        scope.commit().await?;
        for row in &sorted.unnamed {
            remove(store, row, before).await?;
        }
        last = sorted.last;
        if last.is_none() {
            return Ok(());
        }
    }
}

/// Marks one as removed, unless something names it by now. Answers change under the lock of their registration, and what an
/// entry shows under that of the entry.
async fn remove(store: &Store, row: &Model, before: OffsetDateTime) -> Result<()> {
    let mut scope = store.work(WORK, Place::Country(row.country.clone())).await?;
    let its = scope.find::<registrations::Entity>().filter(registrations::Column::Id.eq(row.registration));
    scope.one(its.lock_exclusive()).await?;
    let rows = scope.all(whole(&scope, before).filter(Column::Id.eq(row.id)).lock_exclusive()).await?;
    let shown = scope.find::<entries::Entity>().filter(entries::Column::Registration.eq(row.registration));
    scope.all(shown.lock_exclusive()).await?;
    for row in sort(&scope, rows, before).await?.unnamed {
        scope.update::<Entity>(&row, row.removed()).await?;
    }
    scope.commit().await
}

/// The files of the scope's country that come after one, as many as are looked at together.
pub(super) async fn next(scope: &Scope, before: OffsetDateTime, last: Option<Uuid>) -> Result<Sorted> {
    let behind = last.map_or_else(Condition::all, |last| Condition::all().add(Column::Id.gt(last)));
    let rows = whole(scope, before).filter(behind).order_by_asc(Column::Id).limit(BATCH as u64);
    sort(scope, scope.all(rows).await?, before).await
}

/// Files that have been whole since before that moment, and of which it is not known that a version names them.
fn whole(scope: &Scope, before: OffsetDateTime) -> Select<Entity> {
    let ready = choice::name(State::Ready.as_str_name(), "STATE_");
    let rows = scope.find::<Entity>().filter(Column::State.eq(ready)).filter(Column::HandedIn.eq(false));
    rows.filter(Column::UpdateTime.lt(before))
}

async fn sort(scope: &Scope, rows: Vec<Model>, before: OffsetDateTime) -> Result<Sorted> {
    let Some(last) = rows.last().map(|row| row.id) else { return Ok(Sorted::default()) };
    let (pictures, answers): (Vec<Model>, Vec<Model>) =
        rows.into_iter().partition(|row| row.purpose() == FilePurpose::Picture);
    let mut sorted = Sorted { last: Some(last), ..Sorted::default() };
    sort_answers(scope, answers, &mut sorted).await?;
    sort_pictures(scope, pictures, before, &mut sorted).await?;
    Ok(sorted)
}

/// Those of a registration that is gone are found by that, and those of one that is blocked wait for what becomes of it.
async fn sort_answers(scope: &Scope, rows: Vec<Model>, sorted: &mut Sorted) -> Result<()> {
    let ids = registrations_of(&rows);
    let found = scope.find::<registrations::Entity>().filter(registrations::Column::Id.is_in(ids));
    let found = scope.all(found).await?.into_iter();
    let found: HashMap<Uuid, registrations::Model> = found.map(|row| (row.id, row)).collect();
    let mut of_each: BTreeMap<Uuid, Vec<Model>> = BTreeMap::new();
    for row in rows {
        of_each.entry(row.registration).or_default().push(row);
    }
    for (id, rows) in of_each {
        let Some(registration) = found.get(&id).filter(|registration| !registration.blocked) else { continue };
        sort_answers_of(scope, registration, rows, sorted).await?;
    }
    Ok(())
}

/// Those of one registration at a time: its versions are read with all that they say.
async fn sort_answers_of(
    scope: &Scope,
    registration: &registrations::Model,
    mut rows: Vec<Model>,
    sorted: &mut Sorted,
) -> Result<()> {
    let answered: HashSet<Uuid> = answers::files(&registration.answers.clone().into_messages()).collect();
    // Once something was handed in, versions are asked also for what the answers name: what they have is remembered, and
    // is not looked at in every round for as long as the answer stands.
    if registration.versions == 0 {
        rows.retain(|row| !answered.contains(&row.id));
    }
    if rows.is_empty() {
        return Ok(());
    }
    let handed_in = version::rows::files(scope, registration.id).await?;
    let awaited = awaited(scope, registration).await?;
    for row in rows {
        if handed_in.contains(&row.id) {
            sorted.handed_in.push(row);
        } else if !answered.contains(&row.id) && !awaited.contains(&row.question) {
            sorted.unnamed.push(row);
        }
    }
    Ok(())
}

/// The questions whose answers may still come to name a file that came: those of a draft that somebody writes, and those that
/// somebody is asked to mend in time. How many files wait so is bounded as they come.
async fn awaited(scope: &Scope, registration: &registrations::Model) -> Result<HashSet<String>> {
    let now = moment::now();
    let is_written =
        registration.state() == registration::State::Draft && registration.update_time >= now - WRITTEN_WITHIN;
    let is_mended = registration.is_asked() && clarification::in_time(registration.clarification_due, now).is_ok();
    if !is_written && !is_mended {
        return Ok(HashSet::new());
    }
    let is_open = |question: &str| {
        is_written || clarification::closed(&fields::path_of(question), &registration.open_fields.0).is_none()
    };
    match limits::asked_for(scope, registration).await {
        Ok(asked) => Ok(asked.into_iter().map(|question| question.id).filter(|question| is_open(question)).collect()),
        // Nobody asks anything of it any more.
        Err(gone) if matches!(gone.reason(), Reason::EditionNotOpen | Reason::ResourceNotFound) => Ok(HashSet::new()),
        Err(failure) => Err(failure),
    }
}

async fn sort_pictures(scope: &Scope, rows: Vec<Model>, before: OffsetDateTime, sorted: &mut Sorted) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let its = scope.find::<entries::Entity>().filter(entries::Column::Registration.is_in(registrations_of(&rows)));
    let rests =
        |entry: &entries::Model| entry.publish_time.max(entry.update_time.unwrap_or(entry.publish_time)) < before;
    let arranged = scope.all(its).await?.into_iter().filter(rests).map(|entry| entry.registration);
    let arranged: HashSet<Uuid> = arranged.collect();
    let ids = rows.iter().map(|row| row.id);
    let chosen = scope.find::<pictures::Entity>().filter(pictures::Column::File.is_in(ids));
    let chosen: HashSet<Uuid> = scope.all(chosen).await?.into_iter().map(|picture| picture.file).collect();
    let is_left = |row: &Model| arranged.contains(&row.registration) && !chosen.contains(&row.id);
    sorted.unnamed.extend(rows.into_iter().filter(is_left));
    Ok(())
}

fn registrations_of(rows: &[Model]) -> Vec<Uuid> {
    let ids: HashSet<Uuid> = rows.iter().map(|row| row.registration).collect();
    ids.into_iter().collect()
}
