//! `registration.published`: the applicant reads that it is in the catalogue.

use platform::{Result, Scope};
use proto::registrations::v1::RegistrationPublished;

use super::write::{self, Told};
use crate::template::{Facts, Template};

/// Congratulates the applicant.
pub async fn react(scope: &mut Scope, event: RegistrationPublished) -> Result<()> {
    let told = Told {
        template: Template::RegistrationPublished,
        about: &event.name,
        version: event.version,
        registration: &event.name,
        facts: Facts { title: &event.title, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
