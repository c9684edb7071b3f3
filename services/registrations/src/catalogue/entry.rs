//! An entry as the office sees it.

use platform::{Result, Scope, moment, names, personal::data_blocked};
use proto::registrations::v1::CatalogueEntry;
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use super::{
    flags,
    rows::{Column, Entity, Model, to_messages},
};

/// The entry of a name, shown or not, read to be changed.
pub async fn locked(scope: &Scope, name: &str) -> Result<Model> {
    let [_, id] = names::segments("name", name, "countries/*/publications/*")?;
    let query = scope.find::<Entity>().filter(Column::Id.eq(names::uuid(name, id)?));
    let row = scope.expect(query.lock_exclusive(), name).await?;
    if row.blocked { Err(data_blocked()) } else { Ok(row) }
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

/// An entry as its message; without words while its data is blocked.
pub async fn message(scope: &Scope, row: Model) -> Result<CatalogueEntry> {
    let (shown, blocked) = (row.is_shown(moment::now()), row.blocked);
    let flags = if blocked { Vec::new() } else { flags::of(scope, row.id).await? };
    let suspend_reason = if blocked { String::new() } else { row.suspend_reason.clone() };
    let row = if blocked { row.without_words() } else { row };
    let (embargo_time, suspended) = (row.shown_from.map(moment::timestamp), row.suspended);
    let mut publication = to_messages(scope, vec![row]).await?.pop();
    if let Some(publication) = publication.as_mut().filter(|_| blocked) {
        publication.pictures.clear();
    }
    Ok(CatalogueEntry { publication, shown, embargo_time, suspended, suspend_reason, flags })
}
