//! `appeal.withdrawn`: the applicant reads that it is taken back.

use platform::{Result, Scope};
use proto::registrations::v1::AppealWithdrawn;

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells the applicant.
pub async fn react(scope: &mut Scope, event: AppealWithdrawn) -> Result<()> {
    let title = registration::rows::title(scope, &event.registration).await?;
    let told = Told {
        template: Template::AppealWithdrawn,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &title, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
