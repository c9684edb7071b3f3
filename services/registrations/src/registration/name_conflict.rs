//! `NameConflict`

use platform::{Result, Scope};
use proto::registrations::v1::{ConflictNamed, NameConflictRequest, NameConflictResponse};
use sea_orm::prelude::Uuid;

use super::rows;

/// Tells the office whom the applicant wants to have nothing to do with the entry.
pub async fn name_conflict(scope: &mut Scope, request: NameConflictRequest) -> Result<NameConflictResponse> {
    let row = rows::locked_by_owner(scope, &request.name).await?;
    scope.note(&row.name())?;
    scope.publish(&ConflictNamed {
        name: row.name(),
        version: row.version,
        id: Uuid::now_v7().to_string(),
        kind: request.kind,
        words: request.words,
    });
    Ok(NameConflictResponse {})
}
