//! `GetInstitution`

use platform::{Result, Scope};
use proto::partners::v1::{GetInstitutionRequest, GetInstitutionResponse};

use super::rows;

/// Reads one institution.
pub async fn get(scope: &mut Scope, request: GetInstitutionRequest) -> Result<GetInstitutionResponse> {
    let id = rows::id_of("name", &request.name)?;
    let row = scope.expect(rows::by_id(scope, id), &request.name).await?;
    Ok(GetInstitutionResponse { institution: Some(rows::message(row)) })
}
