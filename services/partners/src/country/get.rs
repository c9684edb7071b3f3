//! `GetCountry`

use platform::{Result, Scope, names};
use proto::partners::v1::{GetCountryRequest, GetCountryResponse};

use super::rows;

/// Reads one country.
pub async fn get(scope: &mut Scope, request: GetCountryRequest) -> Result<GetCountryResponse> {
    let [code] = names::segments("name", &request.name, "countries/*")?;
    let row = scope.expect(rows::by_code(scope, code), &request.name).await?;
    Ok(GetCountryResponse { country: Some(rows::message(row)) })
}
