//! `assignment.expired`: the office reads that a review is late.

use platform::{Result, Scope};
use proto::reviews::v1::AssignmentExpired;

use super::write::{self, Told};
use crate::template::{Facts, Template};

/// Tells the office.
pub async fn react(scope: &mut Scope, event: AssignmentExpired) -> Result<()> {
    let told = Told {
        template: Template::AssignmentLate,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &event.title, ..Facts::default() },
    };
    write::to_office(scope, told).await
}
