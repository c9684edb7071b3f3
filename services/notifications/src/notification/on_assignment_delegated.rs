//! `assignment.delegated`: whoever is to write the review reads so.

use platform::{Result, Scope};
use proto::reviews::v1::AssignmentDelegated;

use super::write::{self, Told};
use crate::template::{Facts, Template};

/// Tells whoever writes.
pub async fn react(scope: &mut Scope, event: AssignmentDelegated) -> Result<()> {
    let told = Told {
        template: Template::AssignmentDelegated,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &event.title, ..Facts::default() },
    };
    write::to_reviewer(scope, &event.delegate, told).await
}
