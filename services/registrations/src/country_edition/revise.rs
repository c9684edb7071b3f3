//! `ReviseCountryEdition`

use platform::{Error, Result, Scope, etag};
use proto::{
    platform::v1::Reason,
    registrations::v1::{CountryEdition, ReviseCountryEditionRequest, ReviseCountryEditionResponse},
};

use super::{check, facts, held, rows};
use crate::edition::versions;

/// Puts what a country changes in place of its present version, which is kept.
pub async fn revise(scope: &mut Scope, request: ReviseCountryEditionRequest) -> Result<ReviseCountryEditionResponse> {
    let revised = request.country_edition.unwrap_or_default();
    let name = rows::of_network("country_edition.name", &revised.name)?;
    let held = held::entered(scope, &name).await?;
    let id = name.trim_start_matches("editions/");
    // Behind the edition's row, whose country is asked first: whoever takes no part learns nothing of versions.
    let before = rows::locked(scope, id).await?;
    etag::check(&revised.etag, before.as_ref().map(|row| row.version).unwrap_or_default())?;
    let row = checked(scope, &held, revised)?;
    let message = row.message()?;
    match before {
        None => {
            scope.insert::<rows::Entity>(row).await?;
            facts::publish(scope, &message);
            Ok(ReviseCountryEditionResponse { country_edition: Some(message) })
        }
        Some(before) => {
            let content = serde_json::to_value(&before).map_err(Error::internal)?;
            versions::keep(scope, id, before.version, content).await?;
            let (version, create_time) = (before.version + 1, before.create_time);
            let after = rows::Model { version, create_time, ..row };
            let message = after.message()?;
            scope.update::<rows::Entity>(&before, after).await?;
            facts::publish(scope, &message);
            Ok(ReviseCountryEditionResponse { country_edition: Some(message) })
        }
    }
}

/// The first version of what a country changes, if it fits the edition and is allowed there.
pub(super) fn checked(scope: &Scope, held: &held::Held, revised: CountryEdition) -> Result<rows::Model> {
    let of_country = held.country.as_ref().map(|row| row.time_zone.as_str()).unwrap_or_default();
    let time_zone = if revised.time_zone.is_empty() { of_country } else { &revised.time_zone }.to_owned();
    let (local, faults) = check(&revised, &held.network, &held.template, &time_zone);
    if !faults.is_empty() {
        return Err(Error::fields(Reason::InvalidField, faults));
    }
    let id = held.network.name.trim_start_matches("editions/");
    rows::Model::first(scope.country(), id, revised, local, time_zone)
}
