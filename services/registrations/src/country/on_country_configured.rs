//! `country.configured`: its office set something.

use platform::{Result, Scope, choice};
use proto::partners::v1::CountryConfigured;

use super::rows::{self, Names, Settings};

/// Keeps what the office set.
pub async fn react(scope: &mut Scope, event: CountryConfigured) -> Result<()> {
    let CountryConfigured { name, version, languages, default_language, time_zone, settings, display_names } = event;
    let settings = settings.unwrap_or_default();
    let visibility = choice::name(settings.catalogue_visibility().as_str_name(), rows::VISIBILITY);
    let (notice, retention) = (settings.notice.unwrap_or_default(), settings.retention.unwrap_or_default());
    let mut notice_languages: Vec<String> = notice.texts.into_keys().collect();
    notice_languages.sort_unstable();
    let settings = Settings {
        languages,
        default_language,
        time_zone,
        notice_version: notice.version,
        notice_languages,
        draft_days: retention.draft_days,
        closed_days: retention.closed_days,
        catalogue_visibility: visibility,
        names: Names::of(display_names),
    };
    rows::keep(scope, &name, version, settings).await
}
