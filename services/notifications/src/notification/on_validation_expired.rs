//! `validation.expired`: the applicant reads that the time of the last check is over.

use platform::{Result, Scope};
use proto::reviews::v1::ValidationExpired;

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells the applicant.
pub async fn react(scope: &mut Scope, event: ValidationExpired) -> Result<()> {
    let title = registration::rows::title(scope, &event.registration).await?;
    let told = Told {
        template: Template::ValidationExpired,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &title, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
