//! `registration.withdrawn`: the applicant reads that it is taken back.

use platform::{Result, Scope};
use proto::registrations::v1::RegistrationWithdrawn;

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Confirms it to the applicant.
pub async fn react(scope: &mut Scope, event: RegistrationWithdrawn) -> Result<()> {
    let title = registration::rows::title(scope, &event.name).await?;
    let told = Told {
        template: Template::RegistrationWithdrawn,
        about: &event.name,
        version: event.version,
        registration: &event.name,
        facts: Facts { title: &title, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
