//! `ReviveRegistration`

use platform::{Error, Result, Scope, error::Text, etag, moment};
use proto::{
    platform::v1::Reason,
    registrations::v1::{ReviveRegistrationRequest, ReviveRegistrationResponse},
};

use super::{begun, revived, rows};
use crate::{consent, country_edition::held, edition};

/// Makes a withdrawn registration a draft again.
pub async fn revive(scope: &mut Scope, request: ReviveRegistrationRequest) -> Result<ReviveRegistrationResponse> {
    let before = rows::locked_by_owner_alone(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = revived(before.state())?;
    if consent::rows::data_taken_back_since(scope, before.id, before.state_time).await? {
        return Err(nothing_left());
    }
    let held = held::entered(scope, &edition::rows::name(&before.edition)).await?;
    // An office begins what is late, and takes it up again: its submission is by the calendar, or by permission.
    if scope.is_own() {
        edition::not_over(&held.edition, moment::now_milliseconds(), before.late_until.map(moment::milliseconds))?;
        if !begun::is_of(&before) {
            begun::has_room(scope, &before.edition).await?;
        }
    }
    let mut after = before.moved(state, &request.reason);
    // Submissions were not always counted.
    after.submissions = before.submissions.max(i32::from(before.submit_time.is_some()));
    after.submit_time = None;
    (after.validated_until, after.validated_version) = (None, 0);
    // A draft follows the edition as it stands.
    (after.edition_version, after.country_edition_version) = (0, 0);
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    Ok(ReviveRegistrationResponse { registration: Some(rows::to_message(after)) })
}

/// Whoever takes the consent back has the data erased, which may still be under way.
fn nothing_left() -> Error {
    let text = Text::told(
        "the consent to its data was taken back, and its words are erased; begin a new registration",
        "se retiró el consentimiento sobre sus datos y sus textos se borran; comience un registro nuevo",
        "o consentimento sobre os dados foi retirado e os textos são apagados; comece um registro novo",
    );
    Error::refused(Reason::StateNotAllowed, text)
}
