//! `publication.flagged`: the office reads that something may be wrong with an entry of the catalogue.

use platform::{Result, Scope};
use proto::registrations::v1::PublicationFlagged;

use super::write::{self, Told};
use crate::template::{Facts, Template};

/// Tells the office, once for each flag. What was said it reads beside the entry, where it can do something about it.
pub async fn react(scope: &mut Scope, event: PublicationFlagged) -> Result<()> {
    let told = Told {
        template: if event.hidden { Template::PublicationHidden } else { Template::PublicationFlagged },
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &event.title, ..Facts::default() },
    };
    write::to_office(scope, told).await
}
