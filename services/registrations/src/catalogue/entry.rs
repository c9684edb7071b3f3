//! An entry as the office sees it.

use std::collections::HashMap;

use platform::{Error, Result, Scope, moment, names, personal::data_blocked};
use proto::registrations::v1::{CatalogueEntry, Publication, translation::State};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect, Select, prelude::Uuid};

use super::{
    flags,
    rows::{Column, Entity, Model, to_messages},
    standing,
};
use crate::{registration, translation};

/// The entry of a name, shown or not, read to be changed.
pub async fn locked(scope: &Scope, name: &str) -> Result<Model> {
    let row = scope.expect(of_name(scope, name)?.lock_exclusive(), name).await?;
    if row.blocked { Err(data_blocked()) } else { Ok(row) }
}

/// The same, once its registration is locked, as whoever changes both does first.
pub async fn locked_with_registration(scope: &Scope, name: &str) -> Result<Model> {
    let seen = scope.expect(of_name(scope, name)?, name).await?;
    registration::rows::locked(scope, &registration::rows::name(&seen.country, seen.registration)).await?;
    locked(scope, name).await
}

fn of_name(scope: &Scope, name: &str) -> Result<Select<Entity>> {
    let [_, id] = names::segments("name", name, "countries/*/publications/*")?;
    Ok(scope.find::<Entity>().filter(Column::Id.eq(names::uuid(name, id)?)))
}

/// Writes an entry, one version on.
pub async fn write(scope: &mut Scope, before: &Model, after: Model) -> Result<CatalogueEntry> {
    let after = Model { version: before.version, ..after };
    let after = changed(after);
    scope.update::<Entity>(before, after.clone()).await?;
    message(scope, after).await
}

/// An entry one version on.
pub fn changed(row: Model) -> Model {
    Model { version: row.version + 1, update_time: Some(moment::now()), ..row }
}

/// An entry as its message.
pub async fn message(scope: &Scope, row: Model) -> Result<CatalogueEntry> {
    let gone = || Error::internal("an entry without its message");
    messages(scope, vec![row]).await?.pop().ok_or_else(gone)
}

/// Entries as their messages; without words while their data is blocked.
pub async fn messages(scope: &Scope, rows: Vec<Model>) -> Result<Vec<CatalogueEntry>> {
    let registrations: Vec<Uuid> = rows.iter().map(|row| row.registration).collect();
    let expired = standing::expired_among(scope, &registrations).await?;
    let mut proposed: HashMap<Uuid, Vec<String>> = HashMap::new();
    for waiting in translation::rows::of(scope, &registrations).await? {
        if waiting.state() == State::Proposed {
            proposed.entry(waiting.registration).or_default().push(waiting.language);
        }
    }
    let now = moment::now();
    let mut entries = Vec::new();
    for row in rows {
        let state = standing::state(&row, expired.contains(&row.registration), now);
        let proposed_languages = proposed.remove(&row.registration).unwrap_or_default();
        let entry = CatalogueEntry {
            shown: row.is_shown(now),
            embargo_time: row.shown_from.map(moment::timestamp),
            suspended: row.suspended,
            state: state.into(),
            proposed_languages,
            ..CatalogueEntry::default()
        };
        entries.push(worded(scope, entry, row).await?);
    }
    Ok(entries)
}

/// With what it says, and what was said of it, as far as that may be read.
async fn worded(scope: &Scope, entry: CatalogueEntry, row: Model) -> Result<CatalogueEntry> {
    if !row.blocked {
        let flags = flags::of(scope, row.id).await?;
        let suspend_reason = row.suspend_reason.clone();
        let publication = to_messages(scope, vec![row]).await?.pop();
        return Ok(CatalogueEntry { publication, suspend_reason, flags, ..entry });
    }
    let publication = to_messages(scope, vec![row.without_words()]).await?.pop();
    let publication = publication.map(|publication| Publication { pictures: Vec::new(), ..publication });
    Ok(CatalogueEntry { publication, ..entry })
}
