//! `CreateEdition`

use platform::{Result, Scope};
use proto::registrations::v1::{CreateEditionRequest, CreateEditionResponse, EditionOpened};

use super::{check, rows};

/// Creates an edition and makes it known.
pub async fn create(scope: &mut Scope, request: CreateEditionRequest) -> Result<CreateEditionResponse> {
    let edition = request.edition.unwrap_or_default();
    check(&edition)?;
    let row = rows::new(scope.country(), &request.edition_id, edition)?;
    scope.insert::<rows::Entity>(row.clone()).await?;
    let version = row.version;
    let edition = rows::to_message(row);
    scope.publish(&EditionOpened { name: edition.name.clone(), version, edition: Some(edition.clone()) });
    Ok(CreateEditionResponse { edition: Some(edition) })
}
