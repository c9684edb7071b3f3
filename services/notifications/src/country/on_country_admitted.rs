//! `country.admitted`: its letters have a language, and clocks to tell moments by.

use platform::{Result, Scope};
use proto::partners::v1::CountryAdmitted;

use super::rows::{self, Settings};

/// Keeps its languages and its time zone, until what its office set is told.
pub async fn react(scope: &mut Scope, event: CountryAdmitted) -> Result<()> {
    let CountryAdmitted { name, version, languages, default_language, time_zone, .. } = event;
    let settings = Settings { languages, default_language, time_zone, ..Settings::default() };
    rows::keep(scope, &name, version, settings).await
}
