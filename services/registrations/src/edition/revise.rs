//! `ReviseEdition`

use platform::{Error, Result, Scope, etag, moment, names};
use proto::{
    platform::v1::Reason,
    registrations::v1::{ReviseEditionRequest, ReviseEditionResponse},
};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use super::{facts, faults, rows, settled::settled, versions};
use crate::definition::{self, json};

/// Puts an edition in place of its present version, which is kept, and makes it known.
pub async fn revise(scope: &mut Scope, request: ReviseEditionRequest) -> Result<ReviseEditionResponse> {
    let edition = request.edition.unwrap_or_default();
    let [id] = names::segments("edition.name", &edition.name, "editions/*")?;
    let query = scope.find::<rows::Entity>().filter(rows::Column::Id.eq(id)).lock_exclusive();
    let before = scope.expect(query, &edition.name).await?;
    etag::check(&edition.etag, before.version)?;
    let definition = match request.definition {
        Some(definition) => json::of(&definition)?,
        None => before.definition.clone(),
    };
    let mut found = faults(&edition);
    let asked = rows::definition_of(&definition)?;
    found.extend(definition::check(&asked, &edition.tracks, "definition"));
    if before.opens <= moment::now_milliseconds() {
        let asked_before = rows::definition_of(&before.definition)?;
        found.extend(settled((&rows::to_message(before.clone()), &*asked_before), (&edition, &*asked)));
    }
    if !found.is_empty() {
        return Err(Error::fields(Reason::InvalidField, found));
    }
    versions::keep(scope, id, before.version, serde_json::to_value(&before).map_err(Error::internal)?).await?;
    let (version, create_time) = (before.version + 1, before.create_time);
    let revised = rows::new(scope.country(), id, edition.clone(), definition)?;
    let after = rows::Model { version, create_time, ..revised };
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    let edition = facts::publish(scope, after)?;
    Ok(ReviseEditionResponse { edition: Some(edition) })
}
