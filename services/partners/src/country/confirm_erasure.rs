//! `ConfirmCountryErasure`

use platform::{Error, Result, Scope, country, error::Text, etag, moment};
use proto::{
    partners::v1::{ConfirmCountryErasureRequest, ConfirmCountryErasureResponse, CountryErased, country::State},
    platform::v1::Reason,
};

use super::{expect, is_asked_for, not_in_this_state, rows};
use crate::api_key::for_people_only;

/// Confirms that a country be erased. Its row becomes the tombstone here and now; all else every service removes when it
/// learns of it.
pub async fn confirm(
    scope: &mut Scope,
    request: ConfirmCountryErasureRequest,
) -> Result<ConfirmCountryErasureResponse> {
    for_people_only(scope.is_api_key())?;
    let before = rows::lock(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    expect(&before, &[State::Active, State::Suspended])?;
    if !is_asked_for(&before, moment::now()) {
        return Err(not_in_this_state(
            "nobody asks for its erasure",
            "nadie pide su borrado",
            "ninguém pediu o apagamento",
        ));
    }
    if before.erasure_asked_by == scope.subject() {
        let text = Text::told(
            "you asked for this; another admin has to confirm it",
            "usted lo pidió; debe confirmarlo otra persona administradora",
            "foi você quem pediu; outra pessoa da administração precisa confirmar",
        );
        return Err(Error::refused(Reason::SecondPersonNeeded, text));
    }
    let after = before.tombstone();
    // First, so that what is written of the office's address now can be found out by nobody.
    scope.forget(&request.name).await?;
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    country::mark_erased(scope, &request.name, after.version).await?;
    scope.publish(&CountryErased { name: request.name, version: after.version });
    Ok(ConfirmCountryErasureResponse { country: Some(rows::message(after)) })
}
