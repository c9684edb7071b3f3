//! `appeal.heard`: the applicant reads what came of the appeal, and why.

use platform::{Result, Scope};
use proto::reviews::v1::AppealHeard;

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells the applicant.
pub async fn react(scope: &mut Scope, event: AppealHeard) -> Result<()> {
    let title = registration::rows::title(scope, &event.registration).await?;
    let told = Told {
        template: match (event.upheld, event.against_screening) {
            (true, false) => Template::AppealUpheld,
            (true, true) => Template::AppealReadmitted,
            (false, _) => Template::AppealDenied,
        },
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &title, reason: &event.reason, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
