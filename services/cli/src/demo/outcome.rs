//! What came of the edition, counted from the services' own answers.

use std::collections::BTreeMap;

use proto::{notifications::v1::SummarizeNotificationsRequest, registrations::v1::registration::State};
use serde::Serialize;

use super::{
    EDITION, by_hand,
    cast::{COUNTRIES, Cast, settled, until},
    registering::registrations,
};
use crate::problem::Problem;

/// A row of the file that was refused.
#[derive(Clone, Debug, Serialize)]
pub struct Refused {
    /// Row of the spreadsheet, the header being row 1.
    pub row: i32,
    /// Field at fault.
    pub field: String,
    /// What is wrong, and what would be right.
    pub reason: String,
}

/// One country's figures.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Figures {
    pub received: usize,
    pub refused: usize,
    pub screened: usize,
    pub accepted: usize,
    pub declined: usize,
    pub validated: usize,
    pub published: usize,
    pub notified: i64,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Notifications {
    pub sent: i64,
    pub failed: i64,
    pub pending: i64,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Events {
    pub published: i64,
    pub consumed: i64,
    pub parked: i64,
    pub pending: i64,
}

/// What came of the entries that people made in the edition that is open.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ByHand {
    /// How many were handed in.
    pub registered: usize,
    /// Changed by their applicants because the office asked.
    pub clarified: usize,
    /// Mended by their applicants because an institution asked, and validated then.
    pub mended: usize,
    /// Merged into another one.
    pub merged: usize,
    /// Stories in the catalogue.
    pub stories: usize,
    /// Entries in the catalogue in a second language.
    pub translated: usize,
    /// Handed in late, by permission.
    pub late: usize,
    /// Left the catalogue because consent was withdrawn.
    pub consents_withdrawn: usize,
}

/// Conflicts of interest in the country that shows them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Conflicts {
    /// Found by what is known of both.
    pub found: usize,
    /// Declared by reviewers.
    pub declared: usize,
}

/// How reviewers wrote, in one country.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Reviewing {
    /// Reviews that were changed after they were handed in.
    pub changed: usize,
    /// What office and reviewers said to each other of cases.
    pub comments: usize,
}

/// The whole edition's figures.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Outcome {
    pub countries: usize,
    pub partners: usize,
    pub rows: usize,
    pub registered: usize,
    pub refused: Vec<Refused>,
    pub screened: usize,
    pub conflicts: Conflicts,
    pub reviews: usize,
    pub reviewing: Reviewing,
    pub accepted: usize,
    pub declined: usize,
    pub appeals_upheld: usize,
    pub validated: usize,
    pub published: usize,
    pub notifications: Notifications,
    pub events: Events,
    pub by_hand: ByHand,
    pub per_country: BTreeMap<String, Figures>,
    /// What this run added or changed; nothing, when it ran before on the same data.
    pub changes: usize,
    pub seconds: f64,
}

impl Outcome {
    /// The figures of one country.
    pub fn country(&mut self, country: &str) -> &mut Figures {
        self.per_country.entry(country.to_owned()).or_default()
    }

    /// As one JSON object.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|problem| format!("{{\"problem\":\"{problem}\"}}"))
    }
}

/// How many applicants of a country there are to be told something, in both editions.
async fn all_registrations(cast: &Cast, country: &str) -> Result<usize, Problem> {
    let of_file = registrations(cast, country, EDITION).await?.len();
    Ok(of_file + registrations(cast, country, by_hand::EDITION).await?.len())
}

/// Counts where the registrations stand, and waits until everybody was told.
pub async fn count(cast: &Cast, outcome: &mut Outcome) -> Result<(), Problem> {
    for (country, ..) in COUNTRIES {
        for registration in registrations(cast, country, EDITION).await? {
            let figures = outcome.country(country);
            match registration.state() {
                State::Declined => figures.declined += 1,
                State::Accepted => figures.accepted += 1,
                State::Validated => {
                    figures.accepted += 1;
                    figures.validated += 1;
                }
                State::Published => {
                    figures.accepted += 1;
                    figures.validated += 1;
                    figures.published += 1;
                }
                _ => {}
            }
        }
    }
    for (country, ..) in COUNTRIES {
        let expected = all_registrations(cast, country).await?;
        let client = cast.office(country)?.notifications;
        let parent = format!("countries/{country}");
        let told = until("a message to every applicant", || {
            let mut client = client.clone();
            let request = SummarizeNotificationsRequest { parent: parent.clone() };
            async move {
                let answer = client.summarize_notifications(request).await;
                let told = answer.map_err(|status| Problem::call("counting notifications", &status))?.into_inner();
                let all = usize::try_from(told.applicants_notified).unwrap_or_default() >= expected;
                Ok((all && told.pending == 0).then_some(told))
            }
        })
        .await?;
        outcome.country(country).notified = told.applicants_notified;
    }
    let events = settled(cast).await?;
    outcome.events = Events {
        published: events.published,
        consumed: events.consumed,
        parked: events.parked,
        pending: events.pending,
    };
    for (country, ..) in COUNTRIES {
        let request = SummarizeNotificationsRequest { parent: format!("countries/{country}") };
        let answer = cast.office(country)?.notifications.summarize_notifications(request).await;
        let told = answer.map_err(|status| Problem::call("counting notifications", &status))?.into_inner();
        outcome.notifications.sent += told.sent;
        outcome.notifications.failed += told.failed;
        outcome.notifications.pending += told.pending;
    }
    let figures: Vec<Figures> = outcome.per_country.values().cloned().collect();
    outcome.accepted = figures.iter().map(|figures| figures.accepted).sum();
    outcome.declined = figures.iter().map(|figures| figures.declined).sum();
    outcome.validated = figures.iter().map(|figures| figures.validated).sum();
    outcome.published = figures.iter().map(|figures| figures.published).sum();
    Ok(())
}
