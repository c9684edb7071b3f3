//! `CancelCountryErasure`

use platform::{Result, Scope, etag};
use proto::partners::v1::{CancelCountryErasureRequest, CancelCountryErasureResponse, country::State};

use super::{
    expect, not_in_this_state,
    rows::{self, Model},
};

/// Takes back that a country be erased.
pub async fn cancel(scope: &mut Scope, request: CancelCountryErasureRequest) -> Result<CancelCountryErasureResponse> {
    let before = rows::lock(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    expect(&before, &[State::Active, State::Suspended])?;
    if before.erasure_asked_at.is_none() {
        return Err(not_in_this_state(
            "nobody asks for its erasure",
            "nadie pide su borrado",
            "ninguém pediu o apagamento",
        ));
    }
    let after = Model { erasure_asked_by: String::new(), erasure_asked_at: None, ..before.changed() };
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    Ok(CancelCountryErasureResponse { country: Some(rows::message(after)) })
}
