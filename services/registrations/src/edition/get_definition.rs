//! `GetEditionDefinition`

use platform::{Error, Result, Scope, names::NETWORK};
use proto::registrations::v1::{GetEditionDefinitionRequest, GetEditionDefinitionResponse};

use super::{rows, versions};
use crate::definition::languages;

/// Reads what an edition asks, or asked.
pub async fn get_definition(
    scope: &mut Scope,
    request: GetEditionDefinitionRequest,
) -> Result<GetEditionDefinitionResponse> {
    let mut row = rows::expect(scope, &request.name).await?;
    if request.version != 0 && request.version != row.version {
        let kept = versions::find(scope, NETWORK, &row.id, request.version).await?;
        let kept = kept.ok_or_else(|| Error::not_found(&format!("{}/versions/{}", request.name, request.version)))?;
        row = rows::of_version(&kept)?;
    }
    let definition = rows::definition_of(&row.definition)?.into_owned();
    let mut sought: Vec<&str> = request.languages.iter().map(String::as_str).collect();
    if sought.is_empty() {
        sought = super::LANGUAGES.to_vec();
    }
    let version = row.version;
    let untranslated = languages::untranslated(&rows::to_message(row), &definition, &sought);
    Ok(GetEditionDefinitionResponse { definition: Some(definition), version, untranslated })
}
