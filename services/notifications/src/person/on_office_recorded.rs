//! `office.recorded`

use platform::{Result, Scope};
use proto::partners::v1::OfficeRecorded;

use super::rows;

/// Keeps how to reach a country office.
pub async fn react(scope: &mut Scope, event: OfficeRecorded) -> Result<()> {
    let row = rows::Model {
        country: scope.country().to_owned(),
        name: event.name,
        version: event.version,
        email: event.email,
        language: event.language,
        display_name: String::new(),
        blocked: false,
        erased: false,
    };
    rows::keep(scope, row).await
}
