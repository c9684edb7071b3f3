//! `CopyEdition`

use platform::{Error, Result, Scope};
use proto::{
    platform::v1::Reason,
    registrations::v1::{CopyEditionRequest, CopyEditionResponse},
};

use super::{facts, faults, rows};

/// Creates an edition that differs from another one in its calendar alone, and makes it known.
pub async fn copy(scope: &mut Scope, request: CopyEditionRequest) -> Result<CopyEditionResponse> {
    let before = rows::expect(scope, &request.name).await?;
    let definition = before.definition.clone();
    let mut edition = rows::to_message(before);
    edition.calendar = request.calendar;
    let found = faults(&edition);
    if !found.is_empty() {
        return Err(Error::fields(Reason::InvalidField, found));
    }
    let row = rows::new(scope.country(), &request.edition_id, edition, definition)?;
    scope.insert::<rows::Entity>(row.clone()).await?;
    let edition = facts::publish(scope, row)?;
    Ok(CopyEditionResponse { edition: Some(edition) })
}
