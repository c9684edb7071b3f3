//! `GetEdition`

use platform::{Error, Result, Scope};
use proto::registrations::v1::{GetEditionRequest, GetEditionResponse};

use super::rows;

/// Reads one edition.
pub async fn get(scope: &mut Scope, request: GetEditionRequest) -> Result<GetEditionResponse> {
    let edition = rows::known(scope, &request.name).await?;
    let edition = edition.ok_or_else(|| Error::not_found(&request.name))?;
    Ok(GetEditionResponse { edition: Some(edition) })
}
