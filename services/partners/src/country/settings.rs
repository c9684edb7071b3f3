//! What an office sets for its country: as its row keeps it, and the way to the message and back.

use std::collections::BTreeMap;

use platform::choice;
use proto::partners::v1::{Branding, CatalogueVisibility, CountrySettings, DataProtectionNotice, Retention};
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

/// All of it. What a country never set is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default)]
pub struct Settings {
    logo_uri: String,
    primary_color: String,
    notice: Notice,
    draft_days: i32,
    closed_days: i32,
    notification_days: i32,
    request_business_days: i32,
    /// Empty: it never said.
    catalogue_visibility: String,
}

/// What the names of visibilities begin with.
const VISIBILITY: &str = "CATALOGUE_VISIBILITY_";

/// What people are told about their data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Notice {
    /// Counts on when the notice is taken away, so that no version ever means two texts.
    version: i32,
    texts: BTreeMap<String, String>,
    uri: String,
}

impl Notice {
    fn is_none(&self) -> bool {
        self.texts.is_empty() && self.uri.is_empty()
    }
}

impl Settings {
    /// What the message says. The notice has its next version where it says something else than before.
    pub fn changed_to(&self, wanted: CountrySettings) -> Self {
        let visibility = choice::name(wanted.catalogue_visibility().as_str_name(), VISIBILITY);
        let CountrySettings { branding, notice, retention, request_business_days, catalogue_visibility: _ } = wanted;
        let Branding { logo_uri, primary_color } = branding.unwrap_or_default();
        let Retention { draft_days, closed_days, notification_days } = retention.unwrap_or_default();
        let DataProtectionNotice { texts, uri, version: _ } = notice.unwrap_or_default();
        let mut notice = Notice { version: self.notice.version, texts: texts.into_iter().collect(), uri };
        if notice != self.notice {
            notice.version += 1;
        }
        Self {
            logo_uri,
            primary_color,
            notice,
            draft_days,
            closed_days,
            notification_days,
            request_business_days,
            catalogue_visibility: visibility,
        }
    }

    /// The message.
    pub fn message(&self) -> CountrySettings {
        let version = if self.notice.is_none() { 0 } else { self.notice.version };
        let texts = self.notice.texts.clone().into_iter().collect();
        CountrySettings {
            branding: Some(Branding { logo_uri: self.logo_uri.clone(), primary_color: self.primary_color.clone() }),
            notice: Some(DataProtectionNotice { version, texts, uri: self.notice.uri.clone() }),
            retention: Some(Retention {
                draft_days: self.draft_days,
                closed_days: self.closed_days,
                notification_days: self.notification_days,
            }),
            request_business_days: self.request_business_days,
            catalogue_visibility: self.visibility().into(),
        }
    }

    fn visibility(&self) -> CatalogueVisibility {
        choice::of(&self.catalogue_visibility, VISIBILITY, CatalogueVisibility::from_str_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_notice(texts: &[(&str, &str)], uri: &str) -> CountrySettings {
        let texts = texts.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())).collect();
        let notice = DataProtectionNotice { version: 77, texts, uri: uri.into() };
        CountrySettings { notice: Some(notice), ..CountrySettings::default() }
    }

    fn version(settings: &Settings) -> i32 {
        settings.message().notice.expect("a notice").version
    }

    #[test]
    fn a_notice_has_its_next_version_when_what_it_says_changes_and_only_then() {
        let none = Settings::default();
        assert_eq!(version(&none), 0);
        let first = none.changed_to(with_notice(&[("es", "Uno")], ""));
        assert_eq!(version(&first), 1, "whatever the caller says");
        assert_eq!(first.changed_to(with_notice(&[("es", "Uno")], "")), first);
        let second = first.changed_to(with_notice(&[("es", "Dos")], ""));
        assert_eq!(version(&second), 2);
        assert_eq!(version(&second.changed_to(with_notice(&[("es", "Dos")], "https://example.org"))), 3);
        let mut branded = with_notice(&[("es", "Dos")], "");
        branded.branding = Some(Branding { primary_color: "#0468b1".into(), ..Branding::default() });
        assert_eq!(version(&second.changed_to(branded)), 2);
    }

    #[test]
    fn a_notice_that_is_taken_away_and_given_again_has_a_version_of_its_own() {
        let first = Settings::default().changed_to(with_notice(&[("es", "Uno")], ""));
        let gone = first.changed_to(with_notice(&[], ""));
        assert_eq!(version(&gone), 0);
        assert_eq!(version(&gone.changed_to(with_notice(&[("es", "Uno")], ""))), 3);
    }

    #[test]
    fn what_the_message_says_comes_back_and_what_was_never_set_is_empty() {
        let message = CountrySettings {
            branding: Some(Branding { logo_uri: "https://example.org/a.png".into(), primary_color: "#0468b1".into() }),
            retention: Some(Retention { draft_days: 1, closed_days: 2, notification_days: 3 }),
            request_business_days: 10,
            notice: Some(DataProtectionNotice::default()),
            catalogue_visibility: CatalogueVisibility::Network.into(),
        };
        assert_eq!(Settings::default().changed_to(message.clone()).message(), message);
        let empty: Settings = serde_json::from_str("{}").expect("read");
        assert_eq!(empty, Settings::default());
    }
}
