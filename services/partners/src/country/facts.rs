//! What the others are told of a country.

use platform::Scope;
use proto::partners::v1::{CountryConfigured, OfficeRecorded};

use super::rows::{Model, name};

/// All that its office set, as it stands now.
pub(super) fn publish_settings(scope: &mut Scope, row: &Model) {
    scope.publish(&CountryConfigured {
        name: name(&row.code),
        version: row.version,
        languages: row.languages.0.clone(),
        default_language: row.default_language.clone(),
        time_zone: row.time_zone.clone(),
        settings: Some(row.settings.message()),
        display_names: row.display_names.0.clone().into_iter().collect(),
    });
}

/// How to reach its office. Without an address too: who writes to the office has to know that it is there.
pub(super) fn publish_office(scope: &mut Scope, row: &Model) {
    scope.publish(&OfficeRecorded {
        name: name(&row.code),
        version: row.version,
        email: row.office_email.clone(),
        language: row.default_language.clone(),
    });
}
