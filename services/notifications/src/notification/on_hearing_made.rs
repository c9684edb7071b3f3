//! `hearing.made`: whoever is to hear an appeal reads that it waits.

use platform::{Result, Scope};
use proto::reviews::v1::HearingMade;

use super::write::{self, Told};
use crate::template::{Facts, Template};

/// Tells the reviewer.
pub async fn react(scope: &mut Scope, event: HearingMade) -> Result<()> {
    let told = Told {
        template: Template::HearingWaits,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &event.title, ..Facts::default() },
    };
    write::to_reviewer(scope, &event.reviewer, told).await
}
