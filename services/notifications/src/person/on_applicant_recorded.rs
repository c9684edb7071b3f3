//! `applicant.recorded`

use platform::{Result, Scope};
use proto::registrations::v1::ApplicantRecorded;

use super::rows;

/// Keeps how to reach the applicant of a registration.
pub async fn react(scope: &mut Scope, event: ApplicantRecorded) -> Result<()> {
    let row = rows::Model {
        country: scope.country().to_owned(),
        name: event.name,
        version: event.version,
        email: event.email,
        language: event.language,
        display_name: event.organisation,
        blocked: false,
        erased: false,
    };
    rows::keep(scope, row).await
}
