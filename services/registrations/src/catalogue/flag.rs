//! `FlagPublication`

use platform::{Error, Result, Scope, moment};
use proto::registrations::v1::{FlagPublicationRequest, FlagPublicationResponse};

use super::{
    entry, flags,
    rows::{Entity, Model},
};

/// Writes down what somebody says is wrong with an entry that everybody sees, and takes it out of sight until the office has
/// looked.
pub async fn flag(scope: &mut Scope, request: FlagPublicationRequest) -> Result<FlagPublicationResponse> {
    // What is not shown is not there, also not by its being blocked.
    let before = entry::locked(scope, &request.name).await.map_err(|_| Error::not_found(&request.name))?;
    if !before.is_shown(moment::now()) {
        return Err(Error::not_found(&request.name));
    }
    let flag = flags::new(scope, &before, request.reason);
    scope.insert::<flags::Entity>(flag).await?;
    let version = before.version + 1;
    let after = Model { suspended: true, version, update_time: Some(moment::now()), ..before.clone() };
    scope.update::<Entity>(&before, after).await?;
    Ok(FlagPublicationResponse {})
}
