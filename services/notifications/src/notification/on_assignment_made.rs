//! `assignment.made`: the reviewer reads that a review waits.

use platform::{Result, Scope};
use proto::reviews::v1::AssignmentMade;

use super::write::{self, Told};
use crate::template::{Facts, Template};

/// Tells the reviewer.
pub async fn react(scope: &mut Scope, event: AssignmentMade) -> Result<()> {
    let told = Told {
        template: Template::AssignmentWaits,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &event.title, ..Facts::default() },
    };
    write::to_reviewer(scope, &event.reviewer, told).await
}
