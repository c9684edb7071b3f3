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
    // What the platform brings along is kept like any other: the next release may bring another.
    let definition = match &request.definition {
        Some(definition) => json::of(definition)?,
        None => definition::default_column()?.clone(),
    };
    let row = rows::new(scope.country(), &request.edition_id, edition, definition)?;
    scope.insert::<rows::Entity>(row.clone()).await?;
    let edition = facts::publish(scope, row)?;
    Ok(CreateEditionResponse { edition: Some(edition) })
}
