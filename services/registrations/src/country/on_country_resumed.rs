//! `country.resumed`: its registrations go on.

use platform::{Result, Scope};
use proto::partners::v1::{CountryResumed, country::State};

use super::rows;

/// Keeps that it takes part again.
pub async fn react(scope: &mut Scope, event: CountryResumed) -> Result<()> {
    rows::stand(scope, &event.name, event.version, State::Active).await
}
