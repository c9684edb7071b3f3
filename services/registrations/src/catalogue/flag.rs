//! `FlagPublication`

use platform::{Error, Result, Scope};
use proto::{
    platform::v1::Reason,
    registrations::v1::{FlagPublicationRequest, FlagPublicationResponse, PublicationFlagged},
};

use super::{
    entry, flags,
    rows::{Entity, Model, name},
    sight::Sight,
};
use crate::registration;

/// Writes down what somebody says is wrong with an entry that they see, and takes it out of sight until the office has
/// looked, which is told at once; unless they did so with several others just before.
pub async fn flag(scope: &mut Scope, request: FlagPublicationRequest) -> Result<FlagPublicationResponse> {
    // What is not shown is not there, also not by its being blocked.
    let before = entry::locked(scope, &request.name).await.map_err(|problem| match problem.reason() {
        Reason::DataBlocked => Error::not_found(&request.name),
        _ => problem,
    })?;
    if !Sight::of(scope).await?.shows(&before) {
        return Err(Error::not_found(&request.name));
    }
    let lately = flags::lately(scope).await?;
    let hides = lately < flags::HIDE;
    let flag = flags::new(scope, &before, request.reason);
    scope.insert::<flags::Entity>(flag.clone()).await?;
    // Who flags one after the other is told of to the office once; it finds the rest by `flags:*`.
    if lately <= flags::HIDE {
        scope.publish(&PublicationFlagged {
            name: flags::name(&flag),
            version: 1,
            publication: name(&before),
            registration: registration::rows::name(&before.country, before.registration),
            title: before.title.clone(),
            hidden: hides,
        });
    }
    if !hides {
        return Ok(FlagPublicationResponse {});
    }
    let after = entry::changed(Model { suspended: true, ..before.clone() });
    scope.update::<Entity>(&before, after).await?;
    Ok(FlagPublicationResponse {})
}
