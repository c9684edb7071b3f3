//! `assignment.withdrawn`: whoever was to write the review reads that it is not awaited any more.

use platform::{Result, Scope};
use proto::reviews::v1::AssignmentWithdrawn;

use super::write::{self, Told};
use crate::template::{Facts, Template};

/// Tells each of them.
pub async fn react(scope: &mut Scope, event: AssignmentWithdrawn) -> Result<()> {
    let told = || Told {
        template: Template::AssignmentWithdrawn,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &event.title, ..Facts::default() },
    };
    for reviewer in &event.reviewers {
        write::to_reviewer(scope, reviewer, told()).await?;
    }
    Ok(())
}
