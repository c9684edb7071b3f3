//! `registration.submitted`: the applicant reads that it is in.

use platform::{Result, Scope};
use proto::registrations::v1::RegistrationSubmitted;

use super::write::{self, Told};
use crate::{
    registration::{self, rows::Entered},
    template::{Facts, Template},
};

/// Keeps the title, and thanks the applicant.
pub async fn react(scope: &mut Scope, event: RegistrationSubmitted) -> Result<()> {
    let entered = Entered {
        edition: event.edition.clone(),
        edition_version: event.edition_version,
        country_edition_version: event.country_edition_version,
    };
    registration::rows::keep(scope, &event.name, event.version, &event.title, entered).await?;
    let told = Told {
        template: Template::RegistrationReceived,
        about: &event.name,
        version: event.version,
        registration: &event.name,
        facts: Facts { title: &event.title, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
