//! `validation.mended`: the office, and those who represent the institution that asked, read that the applicant answered.

use platform::{Result, Scope};
use proto::reviews::v1::ValidationMended;

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells each of them.
pub async fn react(scope: &mut Scope, event: ValidationMended) -> Result<()> {
    let title = registration::rows::title(scope, &event.registration).await?;
    let told = || Told {
        template: Template::MendingAnswered,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &title, answer: &event.answer, ..Facts::default() },
    };
    write::to_office(scope, told()).await?;
    for member in &event.representatives {
        write::to_representative(scope, member, told()).await?;
    }
    Ok(())
}
