//! `GiveConsent`

use platform::{Error, Result, Scope, etag};
use proto::{
    platform::v1::Reason,
    registrations::v1::{ConsentKind, GiveConsentRequest, GiveConsentResponse},
};

use super::{can_be_given, current_notice, fault, rows as consents};
use crate::registration::rows;

/// Records that the applicant agrees, by the notice in force.
pub async fn give(scope: &mut Scope, request: GiveConsentRequest) -> Result<GiveConsentResponse> {
    let before = rows::locked_by_owner_alone(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    can_be_given(before.state())?;
    let current = current_notice(scope).await?;
    if let Some(fault) = fault("notice_version", request.notice_version, current) {
        return Err(Error::fields(Reason::InvalidField, vec![fault]));
    }
    let mut after = before.changed();
    match request.kind() {
        ConsentKind::Publication => after.publication_consent = true,
        // What is handed in is held against the notice that was agreed to for its data.
        _ => (after.data_consent, after.notice_version) = (true, request.notice_version),
    }
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    // Of this consent alone: what was agreed to besides was so by the notice of its time.
    let given = consents::Model {
        notice_version: request.notice_version,
        ..consents::new(scope, &after, request.kind(), true)
    };
    scope.insert::<consents::Entity>(given).await?;
    Ok(GiveConsentResponse { registration: Some(rows::to_message(after)) })
}
