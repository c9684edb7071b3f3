//! `CreateEdition`

use platform::{Error, Result, Scope};
use proto::{
    platform::v1::Reason,
    registrations::v1::{CreateEditionRequest, CreateEditionResponse},
};

use super::{facts, faults, rows};
use crate::definition::{self, json};

/// Creates an edition and makes it known.
pub async fn create(scope: &mut Scope, request: CreateEditionRequest) -> Result<CreateEditionResponse> {
    let edition = request.edition.unwrap_or_default();
    let mut found = faults(&edition);
    if let Some(definition) = &request.definition {
        found.extend(definition::check(definition, &edition.tracks, "definition"));
    }
    if !found.is_empty() {
        return Err(Error::fields(Reason::InvalidField, found));
    }
    // Unset, it is empty here, and what the platform brings along is asked.
    let definition = json::of(&request.definition.unwrap_or_default())?;
    let row = rows::new(scope.country(), &request.edition_id, edition, definition)?;
    scope.insert::<rows::Entity>(row.clone()).await?;
    let edition = facts::publish(scope, row)?;
    Ok(CreateEditionResponse { edition: Some(edition) })
}
