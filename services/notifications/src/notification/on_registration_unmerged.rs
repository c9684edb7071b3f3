//! `registration.unmerged`: the applicant reads that it goes on by itself again.

use platform::{Result, Scope};
use proto::registrations::v1::RegistrationUnmerged;

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells the applicant.
pub async fn react(scope: &mut Scope, event: RegistrationUnmerged) -> Result<()> {
    let title = registration::rows::title(scope, &event.name).await?;
    let told = Told {
        template: Template::RegistrationUnmerged,
        about: &event.name,
        version: event.version,
        registration: &event.name,
        facts: Facts { title: &title, reason: &event.reason, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
