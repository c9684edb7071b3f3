//! `validation.reminded`: applicant, office, and those who represent the institution read that a validation is to be renewed.

use platform::{Result, Scope};
use proto::reviews::v1::ValidationReminded;

use super::{
    in_words,
    write::{self, Told},
};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells each of them.
pub async fn react(scope: &mut Scope, event: ValidationReminded) -> Result<()> {
    let title = registration::rows::title(scope, &event.registration).await?;
    let due = in_words(scope, event.expire_time.as_ref()).await?;
    let told = |template| Told {
        template,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &title, due: &due, ..Facts::default() },
    };
    write::to_applicant(scope, told(Template::ValidationReminder)).await?;
    write::to_office(scope, told(Template::RenewalWaits)).await?;
    for member in &event.representatives {
        write::to_representative(scope, member, told(Template::RenewalAsked)).await?;
    }
    Ok(())
}
