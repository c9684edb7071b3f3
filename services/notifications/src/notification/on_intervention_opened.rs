//! `intervention.opened`: the country's office reads who may act there, and why.

use platform::{Result, Scope};
use proto::partners::v1::InterventionOpened;

use super::write::{self, Told};
use crate::template::{Facts, Template};

/// Tells the office.
pub async fn react(scope: &mut Scope, event: InterventionOpened) -> Result<()> {
    let told = Told {
        template: Template::InterventionOpened,
        about: &event.name,
        version: event.version,
        registration: "",
        facts: Facts { title: &event.subject, reason: &event.reason, ..Facts::default() },
    };
    write::to_office(scope, told).await
}
