//! `EraseCountry`

use platform::{Result, Scope, etag, moment};
use proto::partners::v1::{EraseCountryRequest, EraseCountryResponse, country::State};

use super::{
    expect, is_asked_for, not_in_this_state,
    rows::{self, Model},
};
use crate::api_key::for_people_only;

/// Asks that a country be erased. What was asked for and not confirmed in time may be asked for anew.
pub async fn erase(scope: &mut Scope, request: EraseCountryRequest) -> Result<EraseCountryResponse> {
    for_people_only(scope.is_api_key())?;
    let before = rows::lock(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    expect(&before, &[State::Active, State::Suspended])?;
    let now = moment::now();
    if is_asked_for(&before, now) {
        return Err(not_in_this_state(
            "its erasure is asked for already",
            "ya se pidió su borrado",
            "o apagamento já foi pedido",
        ));
    }
    let asked_by = scope.subject().to_owned();
    let after = Model { erasure_asked_by: asked_by, erasure_asked_at: Some(now), ..before.changed() };
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    Ok(EraseCountryResponse { country: Some(rows::message(after)) })
}
