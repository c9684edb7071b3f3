//! `clarification.expired`: the applicant reads that the time is over, and whoever asked that the case is theirs again.

use platform::{Result, Scope};
use proto::reviews::v1::{ClarificationExpired, clarification::Stage};

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells each of them.
pub async fn react(scope: &mut Scope, event: ClarificationExpired) -> Result<()> {
    let title = registration::rows::title(scope, &event.registration).await?;
    let told = |template| Told {
        template,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &title, ..Facts::default() },
    };
    if event.stage() != Stage::Validation {
        write::to_applicant(scope, told(Template::ClarificationOver)).await?;
        return write::to_office(scope, told(Template::ClarificationUnanswered)).await;
    }
    write::to_applicant(scope, told(Template::MendingOver)).await?;
    write::to_office(scope, told(Template::MendingUnanswered)).await?;
    for member in &event.representatives {
        write::to_representative(scope, member, told(Template::MendingUnanswered)).await?;
    }
    Ok(())
}
