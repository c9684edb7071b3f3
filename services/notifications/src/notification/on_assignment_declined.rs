//! `assignment.declined`: the office reads that a reviewer declined, and why.

use platform::{Result, Scope};
use proto::reviews::v1::AssignmentDeclined;

use super::write::{self, Told};
use crate::template::{Facts, Template};

/// Tells the office.
pub async fn react(scope: &mut Scope, event: AssignmentDeclined) -> Result<()> {
    let told = Told {
        template: Template::AssignmentDeclined,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &event.title, reason: &event.reason, ..Facts::default() },
    };
    write::to_office(scope, told).await
}
