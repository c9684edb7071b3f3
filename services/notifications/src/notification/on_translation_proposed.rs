//! `translation.proposed`: the office reads that a translation of an entry waits for it.

use platform::{Result, Scope};
use proto::registrations::v1::TranslationProposed;

use super::write::{self, Told};
use crate::template::{Facts, Template};

/// Tells the office.
pub async fn react(scope: &mut Scope, event: TranslationProposed) -> Result<()> {
    let told = Told {
        template: Template::TranslationWaits,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &event.title, ..Facts::default() },
    };
    write::to_office(scope, told).await
}
