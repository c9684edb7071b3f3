//! `CopyCountryEdition`

use platform::{Error, Result, Scope};
use proto::registrations::v1::{CopyCountryEditionRequest, CopyCountryEditionResponse, CountryEdition};

use super::{facts, held, rows};

/// Takes what a country changes in one edition over into another one, in which it changed nothing yet. The calendar is the
/// other edition's own.
pub async fn copy(scope: &mut Scope, request: CopyCountryEditionRequest) -> Result<CopyCountryEditionResponse> {
    let name = rows::of_network("name", &request.name)?;
    let source = rows::find(scope, name.trim_start_matches("editions/")).await?;
    let source = source.ok_or_else(|| Error::not_found(&request.name))?.message()?;
    let held = held::entered(scope, &request.edition).await?;
    let copied = CountryEdition { opens: String::new(), closes: String::new(), ..source };
    let row = super::revise::checked(scope, &held, copied)?;
    let message = row.message()?;
    // One that is there already is in the way by its key.
    scope.insert::<rows::Entity>(row).await?;
    facts::publish(scope, &message);
    Ok(CopyCountryEditionResponse { country_edition: Some(message) })
}
