//! `late_entry.allowed`: the applicant reads that they may hand in though the edition is over, and until when.

use platform::{Result, Scope};
use proto::registrations::v1::LateEntryAllowed;

use super::{
    in_words,
    write::{self, Told},
};
use crate::template::{Facts, Template};

/// Tells the applicant.
pub async fn react(scope: &mut Scope, event: LateEntryAllowed) -> Result<()> {
    let due = in_words(scope, event.until.as_ref()).await?;
    let told = Told {
        template: if event.withdrawn { Template::LateRevivalAllowed } else { Template::LateEntryAllowed },
        about: &event.name,
        version: event.version,
        registration: &event.name,
        facts: Facts { title: &event.title, due: &due, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
