//! `MergeRegistration`

use platform::{Error, Result, Scope, error::Text, etag};
use proto::registrations::v1::{
    MergeRegistrationRequest, MergeRegistrationResponse, RegistrationMerged, registration::State,
};

use super::{merged, rows, survivor};
use crate::catalogue;

/// Merges a registration into its survivor. Both are locked, the later one first whoever is which: of two who merge them into
/// each other, the second finds it done.
pub async fn merge(scope: &mut Scope, request: MergeRegistrationRequest) -> Result<MergeRegistrationResponse> {
    let MergeRegistrationRequest { name, survivor: into, reason, etag, .. } = request;
    let later = rows::locked_to_change(scope, name.as_str().max(into.as_str())).await?;
    let earlier = rows::locked_to_change(scope, name.as_str().min(into.as_str())).await?;
    if later.id == earlier.id {
        let text = Text::told("name two registrations", "indique dos registros", "indique dois registros");
        return Err(Error::invalid("survivor", text));
    }
    let (before, survivor) = if name > into { (later, earlier) } else { (earlier, later) };
    etag::check(&etag, before.version)?;
    let after = before.merged(merged(before.state(), survivor.state())?, survivor.name(), &reason);
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    if before.state() == State::Published
        && let Some(entry) = catalogue::rows::of_registration(scope, before.id).await?
    {
        catalogue::rows::show(scope, entry, false).await?;
    }
    scope.publish(&RegistrationMerged {
        name: after.name(),
        version: after.version,
        submission: after.submissions,
        survivor: after.merged_into.clone(),
        reason,
    });
    Ok(MergeRegistrationResponse { registration: Some(survivor::shown(after)) })
}
