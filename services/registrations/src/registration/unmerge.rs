//! `UnmergeRegistration`

use platform::{Result, Scope, etag, moment};
use proto::registrations::v1::{
    RegistrationUnmerged, UnmergeRegistrationRequest, UnmergeRegistrationResponse, registration::State,
};

use super::{borrowed, rows, unmerged};
use crate::catalogue;

/// Brings a merged registration back to where it was.
pub async fn unmerge(scope: &mut Scope, request: UnmergeRegistrationRequest) -> Result<UnmergeRegistrationResponse> {
    let before = rows::locked_to_change(scope, &request.name).await?;
    borrowed::check(scope, &[before.stands()])?;
    etag::check(&request.etag, before.version)?;
    let lapsed = before.validated_until.is_some_and(|end| end <= moment::now());
    let state = unmerged(before.state(), before.stands(), before.publication_consent, lapsed)?;
    let after = before.unmerged(state, &request.reason);
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    if state == State::Published
        && let Some(entry) = catalogue::rows::of_registration(scope, before.id).await?
    {
        catalogue::rows::show(scope, entry, true).await?;
    }
    scope.publish(&RegistrationUnmerged {
        name: after.name(),
        version: after.version,
        submission: after.submissions,
        reason: request.reason,
    });
    Ok(UnmergeRegistrationResponse { registration: Some(borrowed::shown(scope, after)) })
}
