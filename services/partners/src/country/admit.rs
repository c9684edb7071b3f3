//! `AdmitCountry`

use platform::{Result, Scope};
use proto::partners::v1::{AdmitCountryRequest, AdmitCountryResponse, CountryAdmitted};

use super::{check, facts, rows};

/// Admits a country to the network. One that is there already is refused by the table's key.
pub async fn admit(scope: &mut Scope, request: AdmitCountryRequest) -> Result<AdmitCountryResponse> {
    let country = request.country.unwrap_or_default();
    check(&country)?;
    let row = rows::new(request.country_id, country, &request.admin_emails);
    scope.insert::<rows::Entity>(row.clone()).await?;
    scope.publish(&CountryAdmitted {
        name: rows::name(&row.code),
        version: rows::ADMITTED,
        languages: row.languages.0.clone(),
        default_language: row.default_language.clone(),
        display_names: row.display_names.0.clone().into_iter().collect(),
        time_zone: row.time_zone.clone(),
    });
    facts::publish_settings(scope, &row);
    facts::publish_office(scope, &row);
    Ok(AdmitCountryResponse { country: Some(rows::message(row)) })
}
