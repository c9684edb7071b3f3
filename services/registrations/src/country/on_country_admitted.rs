//! `country.admitted`: its registrations have a language.

use platform::{Result, Scope};
use proto::partners::v1::CountryAdmitted;

use super::rows::{self, Names, Settings};

/// Keeps its languages, until what its office set is told.
pub async fn react(scope: &mut Scope, event: CountryAdmitted) -> Result<()> {
    let CountryAdmitted { name, version, languages, default_language, display_names } = event;
    let names = Names::of(display_names);
    let settings = Settings { languages, default_language, names, ..Settings::default() };
    rows::keep(scope, &name, version, settings).await
}
