//! `country.admitted`: its letters have a language.

use platform::{Result, Scope};
use proto::partners::v1::CountryAdmitted;

use super::rows::{self, Settings};

/// Keeps its languages, until what its office set is told.
pub async fn react(scope: &mut Scope, event: CountryAdmitted) -> Result<()> {
    let CountryAdmitted { name, version, languages, default_language, .. } = event;
    let settings = Settings { languages, default_language, ..Settings::default() };
    rows::keep(scope, &name, version, settings).await
}
