//! `country.suspended`: its registrations rest.

use platform::{Result, Scope};
use proto::partners::v1::{CountrySuspended, country::State};

use super::rows;

/// Keeps that it is suspended.
pub async fn react(scope: &mut Scope, event: CountrySuspended) -> Result<()> {
    rows::stand(scope, &event.name, event.version, State::Suspended).await
}
