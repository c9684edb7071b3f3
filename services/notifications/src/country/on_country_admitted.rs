//! `country.admitted`: its letters have a language.

use platform::{Result, Scope};
use proto::partners::v1::CountryAdmitted;

use super::rows;

/// Keeps the country's default language.
pub async fn react(scope: &mut Scope, event: CountryAdmitted) -> Result<()> {
    rows::keep(scope, &event.name, event.version, event.default_language).await
}
