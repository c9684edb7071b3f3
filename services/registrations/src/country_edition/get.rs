//! `GetCountryEdition`

use platform::{Result, Scope};
use proto::registrations::v1::{CountryEdition, GetCountryEditionRequest, GetCountryEditionResponse};

use super::{differences, held, rows};
use crate::definition::languages;

/// Reads how a country holds an edition.
pub async fn get(scope: &mut Scope, request: GetCountryEditionRequest) -> Result<GetCountryEditionResponse> {
    let name = rows::of_network("name", &request.name)?;
    let versions =
        held::Versions { edition: request.edition_version, country_edition: request.country_edition_version };
    let held = held::at(scope, &name, versions).await?;
    let country_edition = held.message(&request.name)?;
    let time_zone = held.time_zone().to_owned();
    // By the clocks that its calendar was read by.
    let read_by = CountryEdition { time_zone: time_zone.clone(), ..country_edition.clone() };
    let spoken = [scope.language().tag(), held.default_language()];
    let differences = differences(&read_by, &held.network, &held.edition, &held.template, &spoken);
    let known = held.country.as_ref().map(|row| row.languages.0.as_slice()).unwrap_or_default();
    let of_country: Vec<&str> = known.iter().map(String::as_str).collect();
    let untranslated = languages::untranslated(&held.network, &held.definition, &of_country);
    Ok(GetCountryEditionResponse {
        country_edition: Some(country_edition),
        calendar: held.edition.calendar,
        time_zone,
        differences,
        untranslated,
        edition_version: held.edition_version,
        definition: Some(held.definition.into_owned()),
    })
}
