//! `validation.completed`: the applicant reads what the institution found.

use platform::{Error, Result, Scope};
use proto::reviews::v1::{ValidationCompleted, ValidationOutcome};

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells the applicant.
pub async fn react(scope: &mut Scope, event: ValidationCompleted) -> Result<()> {
    let template = match event.outcome() {
        ValidationOutcome::Passed if event.renewal => Template::ValidationRenewed,
        ValidationOutcome::Passed => Template::ValidationPassed,
        ValidationOutcome::Failed => Template::ValidationFailed,
        // Parked, so that somebody looks: no letter may guess a finding.
        ValidationOutcome::Mend | ValidationOutcome::Unspecified => {
            return Err(Error::internal("a validation without an outcome"));
        }
    };
    let title = registration::rows::title(scope, &event.registration).await?;
    let told = Told {
        template,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &title, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
