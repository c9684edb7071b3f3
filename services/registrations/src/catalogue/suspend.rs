//! `SuspendPublication` and `ResumePublication`

use platform::{Error, Result, Scope, error::Text, etag};
use proto::{
    platform::v1::Reason,
    registrations::v1::{
        ResumePublicationRequest, ResumePublicationResponse, SuspendPublicationRequest, SuspendPublicationResponse,
    },
};

use super::{entry, rows::Model};

/// Takes an entry out of the catalogue until the office brings it back.
pub async fn suspend(scope: &mut Scope, request: SuspendPublicationRequest) -> Result<SuspendPublicationResponse> {
    let before = entry::locked(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let after = Model { suspended: true, suspend_reason: request.reason, ..before.clone() };
    let entry = entry::write(scope, &before, after).await?;
    Ok(SuspendPublicationResponse { entry: Some(entry) })
}

/// Brings one back; what else keeps it out of the catalogue goes on doing so.
pub async fn resume(scope: &mut Scope, request: ResumePublicationRequest) -> Result<ResumePublicationResponse> {
    let before = entry::locked(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    if !before.suspended {
        let text = Text::told(
            "this entry is not suspended",
            "esta publicación no está suspendida",
            "esta publicação não está suspensa",
        );
        return Err(Error::refused(Reason::StateNotAllowed, text));
    }
    let after = Model { suspended: false, suspend_reason: String::new(), ..before.clone() };
    let entry = entry::write(scope, &before, after).await?;
    Ok(ResumePublicationResponse { entry: Some(entry) })
}
