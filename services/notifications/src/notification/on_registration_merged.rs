//! `registration.merged`: the applicant reads that another one goes on in its place, and not which one.

use platform::{Result, Scope};
use proto::registrations::v1::RegistrationMerged;

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells the applicant of the one that goes.
pub async fn react(scope: &mut Scope, event: RegistrationMerged) -> Result<()> {
    let title = registration::rows::title(scope, &event.name).await?;
    let told = Told {
        template: Template::RegistrationMerged,
        about: &event.name,
        version: event.version,
        registration: &event.name,
        facts: Facts { title: &title, reason: &event.reason, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
