//! `ResumeCountry`

use platform::{Result, Scope, etag};
use proto::partners::v1::{CountryResumed, ResumeCountryRequest, ResumeCountryResponse, country::State};

use super::{
    expect,
    rows::{self, Model},
};

/// Lets a suspended country take part again.
pub async fn resume(scope: &mut Scope, request: ResumeCountryRequest) -> Result<ResumeCountryResponse> {
    let before = rows::lock(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    expect(&before, &[State::Suspended])?;
    let after = Model { suspended_for: String::new(), ..before.changed_to(State::Active) };
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    scope.publish(&CountryResumed { name: request.name, version: after.version });
    Ok(ResumeCountryResponse { country: Some(rows::message(after)) })
}
