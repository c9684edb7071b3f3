//! What the others are told of an intervention.

use platform::{Result, Scope, access::grants, moment};
use proto::{
    partners::v1::InterventionOpened,
    platform::v1::{GrantChanged, Role},
};

use super::rows::{self, Model};

/// What it grants now: an office admin's role in the one country, until it ends.
pub(super) async fn publish_grant(scope: &mut Scope, row: &Model) -> Result<()> {
    let roles = if row.closed_at.is_none() { vec![Role::OfficeAdmin.into()] } else { Vec::new() };
    let grant = GrantChanged {
        lent_to: String::new(),
        lent_by: String::new(),
        name: rows::name(row),
        version: row.version,
        subject: row.subject.clone(),
        roles,
        countries: vec![row.country.clone()],
        expire_time: Some(moment::timestamp(row.expires_at)),
        secrets: Vec::new(),
    };
    grants::tell(scope, grant).await
}

/// That it began, and why, for the country's office.
pub(super) fn publish_opening(scope: &mut Scope, row: &Model) {
    scope.publish(&InterventionOpened {
        name: rows::name(row),
        version: row.version,
        subject: row.subject.clone(),
        reason: row.reason.clone(),
        expire_time: Some(moment::timestamp(row.expires_at)),
    });
}
