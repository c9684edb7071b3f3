//! `country.admitted`: its registrations have a language, and its editions clocks.

use platform::{Result, Scope};
use proto::partners::v1::CountryAdmitted;

use super::rows::{self, Names, Settings};

/// Keeps its languages and its time zone, until what its office set is told.
pub async fn react(scope: &mut Scope, event: CountryAdmitted) -> Result<()> {
    let CountryAdmitted { name, version, languages, default_language, display_names, time_zone } = event;
    let names = Names::of(display_names);
    let settings = Settings { languages, default_language, time_zone, names, ..Settings::default() };
    rows::keep(scope, &name, version, settings).await
}
