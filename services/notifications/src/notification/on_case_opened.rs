//! `case.opened`: the office reads that a screening waits.

use platform::{Result, Scope};
use proto::reviews::v1::CaseOpened;

use super::write::{self, Told};
use crate::template::{Facts, Template};

/// Tells the office.
pub async fn react(scope: &mut Scope, event: CaseOpened) -> Result<()> {
    let told = Told {
        template: Template::ScreeningWaits,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &event.title, ..Facts::default() },
    };
    write::to_office(scope, told).await
}
