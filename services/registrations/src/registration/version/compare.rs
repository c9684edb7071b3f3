//! `CompareRegistrationVersions`

use platform::{Error, Result, Scope, personal::data_blocked};
use proto::registrations::v1::{CompareRegistrationVersionsRequest, CompareRegistrationVersionsResponse};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{
    difference::differences,
    handed_in,
    rows::{self, Column, Model},
    words::Words,
};
use crate::{edition, registration};

/// Says what differs between two versions of a registration.
pub async fn compare(
    scope: &mut Scope,
    request: CompareRegistrationVersionsRequest,
) -> Result<CompareRegistrationVersionsResponse> {
    let registration = registration::rows::expect(scope, &request.name).await?;
    if registration.blocked {
        return Err(data_blocked());
    }
    let version = if request.version == 0 { registration.versions } else { request.version };
    let base = if request.base == 0 { (version - 1).max(0) } else { request.base };
    let both = rows::of(scope, registration.id).filter(Column::Number.is_in([version, base]));
    let both = scope.all(both).await?;
    let of = |number: i32| {
        let found = both.iter().find(|row| row.number == number);
        found.ok_or_else(|| Error::not_found(&format!("{}/versions/{number}", request.name)))
    };
    let later = handed_in(&of(version)?.content)?;
    let earlier = match base {
        // Before the first there is nothing.
        0 => handed_in(&nothing())?,
        _ => handed_in(&of(base).map(|row: &Model| &row.content)?.clone())?,
    };
    let edition = edition::rows::known(scope, &edition::rows::name(&registration.edition)).await?;
    let words = Words { language: scope.language().tag(), edition: edition.as_ref() };
    let differences = differences(&earlier, &later, &words)?;
    Ok(CompareRegistrationVersionsResponse { version, base, differences })
}

fn nothing() -> serde_json::Value {
    serde_json::json!({})
}
