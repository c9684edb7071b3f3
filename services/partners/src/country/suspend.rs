//! `SuspendCountry`

use platform::{Result, Scope, etag};
use proto::partners::v1::{CountrySuspended, SuspendCountryRequest, SuspendCountryResponse, country::State};

use super::{
    expect,
    rows::{self, Model},
};

/// Suspends a country.
pub async fn suspend(scope: &mut Scope, request: SuspendCountryRequest) -> Result<SuspendCountryResponse> {
    let before = rows::lock(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    expect(&before, &[State::Active])?;
    let after = Model { suspended_for: request.reason, ..before.changed_to(State::Suspended) };
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    scope.publish(&CountrySuspended { name: request.name, version: after.version });
    Ok(SuspendCountryResponse { country: Some(rows::message(after)) })
}
