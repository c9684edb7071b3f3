//! `clarification.expired`: the applicant reads that the time is over, and the office that the case is theirs again.

use platform::{Result, Scope};
use proto::reviews::v1::ClarificationExpired;

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells both.
pub async fn react(scope: &mut Scope, event: ClarificationExpired) -> Result<()> {
    let title = registration::rows::title(scope, &event.registration).await?;
    let told = |template| Told {
        template,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &title, ..Facts::default() },
    };
    write::to_applicant(scope, told(Template::ClarificationOver)).await?;
    write::to_office(scope, told(Template::ClarificationUnanswered)).await
}
