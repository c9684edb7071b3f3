//! An entry as the office sees it.

use platform::{Error, Result, Scope, moment, names, personal::data_blocked};
use proto::registrations::v1::{CatalogueEntry, Publication};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect, Select, prelude::Uuid};

use super::{
    flags,
    rows::{Column, Entity, Model, to_messages},
    sight::Sight,
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

/// Entries as their messages; without words while their data is blocked. What stands beside them is read for all at once.
pub async fn messages(scope: &Scope, rows: Vec<Model>) -> Result<Vec<CatalogueEntry>> {
    let registrations: Vec<Uuid> = rows.iter().map(|row| row.registration).collect();
    let expired = standing::expired_among(scope, registrations.clone()).await?;
    let mut proposed = translation::rows::proposed(scope, registrations).await?;
    let read = rows.iter().filter(|row| !row.blocked).map(|row| row.id).collect();
    let mut flags = flags::of_all(scope, read).await?;
    let publications = publications(scope, &rows).await?;
    let (now, everybody) = (moment::now(), Sight::of_everybody(scope).await?);
    let message = |(row, publication): (Model, Publication)| CatalogueEntry {
        publication: Some(publication),
        shown: everybody.has(&row.country) && row.is_shown(now),
        embargo_time: row.shown_from.map(moment::timestamp),
        suspended: row.suspended,
        state: standing::state(&row, expired.contains(&row.registration), now).into(),
        proposed_languages: proposed.remove(&row.registration).unwrap_or_default(),
        flags: flags.remove(&row.id).unwrap_or_default(),
        suspend_reason: if row.blocked { String::new() } else { row.suspend_reason },
    };
    Ok(rows.into_iter().zip(publications).map(message).collect())
}

/// What each of them says, in their order, as far as that may be read.
async fn publications(scope: &Scope, rows: &[Model]) -> Result<Vec<Publication>> {
    let readable = |row: &Model| if row.blocked { row.clone().without_words() } else { row.clone() };
    let said = to_messages(scope, rows.iter().map(readable).collect()).await?;
    let without_pictures = |(row, said): (&Model, Publication)| match row.blocked {
        true => Publication { pictures: Vec::new(), ..said },
        false => said,
    };
    Ok(rows.iter().zip(said).map(without_pictures).collect())
}
