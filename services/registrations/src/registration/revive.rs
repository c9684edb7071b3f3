//! `ReviveRegistration`

use platform::{Error, Result, Scope, error::Text, etag, moment};
use proto::{
    platform::v1::Reason,
    registrations::v1::{ReviveRegistrationRequest, ReviveRegistrationResponse},
};

use super::{fingerprint, revived, rows};
use crate::{consent, edition};

/// Makes a withdrawn registration a draft again. It counts once more among those that may not be made twice.
pub async fn revive(scope: &mut Scope, request: ReviveRegistrationRequest) -> Result<ReviveRegistrationResponse> {
    let before = rows::locked_by_owner(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = revived(before.state())?;
    if consent::rows::data_taken_back(scope, before.id).await? {
        return Err(nothing_left());
    }
    let (edition, _) = edition::rows::entered(scope, &edition::rows::name(&before.edition)).await?;
    edition::not_over(&edition, moment::milliseconds(moment::now()))?;
    let mut after = before.moved(state, &request.reason);
    after.fingerprint = fingerprint(&before.organisation, &before.title);
    // Submissions were not always counted.
    after.submissions = before.submissions.max(i32::from(before.submit_time.is_some()));
    after.submit_time = None;
    after.validated_until = None;
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    Ok(ReviveRegistrationResponse { registration: Some(rows::to_message(after)) })
}

/// Whoever takes the consent back has the data erased, which may still be under way.
fn nothing_left() -> Error {
    let text = Text::new(
        "the consent to its data was taken back, and its words are erased; begin a new registration",
        "se retiró el consentimiento sobre sus datos y sus textos se borran; comience un registro nuevo",
    );
    Error::refused(Reason::StateNotAllowed, text)
}
