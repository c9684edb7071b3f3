//! `member.recorded`

use platform::{Result, Scope};
use proto::partners::v1::MemberRecorded;

use super::rows;

/// Keeps how to reach a member.
pub async fn react(scope: &mut Scope, event: MemberRecorded) -> Result<()> {
    let row = rows::Model {
        country: scope.country().to_owned(),
        name: event.name,
        version: event.version,
        email: event.email,
        language: event.language,
        display_name: event.display_name,
        blocked: false,
        erased: false,
    };
    rows::keep(scope, row).await
}
