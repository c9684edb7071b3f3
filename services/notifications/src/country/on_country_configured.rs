//! `country.configured`: its office set something.

use platform::{Result, Scope};
use proto::partners::v1::CountryConfigured;

use super::rows::{self, Settings};

/// Keeps what the office set.
pub async fn react(scope: &mut Scope, event: CountryConfigured) -> Result<()> {
    let CountryConfigured { name, version, languages, default_language, time_zone, settings, .. } = event;
    let retention = settings.unwrap_or_default().retention.unwrap_or_default();
    let notification_days = retention.notification_days;
    rows::keep(scope, &name, version, Settings { languages, default_language, time_zone, notification_days }).await
}
