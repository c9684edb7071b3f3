//! `registration.submitted`: the applicant reads that it is in.

use platform::{Result, Scope};
use proto::registrations::v1::RegistrationSubmitted;

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Keeps the title, and thanks the applicant.
pub async fn react(scope: &mut Scope, event: RegistrationSubmitted) -> Result<()> {
    registration::rows::keep(scope, &event.name, event.version, &event.title, &event.edition).await?;
    let told = Told {
        template: Template::RegistrationReceived,
        about: &event.name,
        version: event.version,
        registration: &event.name,
        facts: Facts { title: &event.title, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
