//! `case.screened`: the applicant reads it where the registration may not take part.

use platform::{Result, Scope};
use proto::reviews::v1::{CaseScreened, ScreeningOutcome, ScreeningReason};

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells the applicant what the screening found against the registration. One that goes on needs no letter yet.
pub async fn react(scope: &mut Scope, event: CaseScreened) -> Result<()> {
    if event.outcome() != ScreeningOutcome::Ineligible {
        return Ok(());
    }
    let title = registration::rows::title(scope, &event.registration).await?;
    // That there was another reason says nothing beside its words.
    let reason_code =
        Some(event.reason_code()).filter(|code| !matches!(code, ScreeningReason::Unspecified | ScreeningReason::Other));
    let told = Told {
        template: Template::ScreeningFailed,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &title, reason: &event.reason, reason_code, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
