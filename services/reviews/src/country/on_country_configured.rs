//! `country.configured`: a country was admitted, or its office set something.

use platform::{Result, Scope};
use proto::partners::v1::CountryConfigured;

use super::rows;

/// Keeps its time zone, unless something newer is kept.
pub async fn react(scope: &mut Scope, event: CountryConfigured) -> Result<()> {
    rows::keep(scope, &event.name, event.version, event.time_zone).await
}
