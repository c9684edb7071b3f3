//! `AdmitCountry`

use platform::{Result, Scope};
use proto::partners::v1::{AdmitCountryRequest, AdmitCountryResponse, CountryAdmitted, OfficeRecorded};

use super::{check, rows};

/// Admits a country to the network. One that is there already is refused by the table's key.
pub async fn admit(scope: &mut Scope, request: AdmitCountryRequest) -> Result<AdmitCountryResponse> {
    let country = request.country.unwrap_or_default();
    check(&country)?;
    let row = rows::new(request.country_id, country, &request.admin_emails);
    scope.insert::<rows::Entity>(row.clone()).await?;
    let name = rows::name(&row.code);
    scope.publish(&CountryAdmitted {
        name: name.clone(),
        version: row.version,
        languages: row.languages.0.clone(),
        default_language: row.default_language.clone(),
    });
    // Published without an address too: who writes to the office has to know that it is there.
    scope.publish(&OfficeRecorded {
        name,
        version: row.version,
        email: row.office_email.clone(),
        language: row.default_language.clone(),
    });
    Ok(AdmitCountryResponse { country: Some(rows::message(row)) })
}
