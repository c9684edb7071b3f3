//! `CreateInstitution`

use platform::{Result, Scope};
use proto::partners::v1::{CreateInstitutionRequest, CreateInstitutionResponse, InstitutionAdded};

use super::{check, kind_of, rows};

/// Adds an institution to the network. One that is there already is refused by the table's key.
pub async fn create(scope: &mut Scope, request: CreateInstitutionRequest) -> Result<CreateInstitutionResponse> {
    let institution = request.institution.unwrap_or_default();
    check(&institution)?;
    let row = rows::new(request.institution_id, institution);
    scope.insert::<rows::Entity>(row.clone()).await?;
    scope.publish(&InstitutionAdded {
        name: rows::name(&row.id),
        version: row.version,
        display_name: row.display_name.clone(),
        kind: kind_of(&row.kind).into(),
        domains: row.domains.0.clone(),
    });
    Ok(CreateInstitutionResponse { institution: Some(rows::message(row)) })
}
