//! `appeal.filed`: the applicant reads that the appeal is in, and the office that it waits.

use platform::{Result, Scope};
use proto::registrations::v1::AppealFiled;

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells both.
pub async fn react(scope: &mut Scope, event: AppealFiled) -> Result<()> {
    let title = registration::rows::title(scope, &event.registration).await?;
    let told = |template| Told {
        template,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &title, ..Facts::default() },
    };
    write::to_applicant(scope, told(Template::AppealReceived)).await?;
    write::to_office(scope, told(Template::AppealWaits)).await
}
