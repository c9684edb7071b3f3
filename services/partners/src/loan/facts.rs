//! What the others are told of a loan.

use platform::{Result, Scope, access::grants, moment};
use proto::{
    partners::v1::{LoanOpened, QueueLent},
    platform::v1::{GrantChanged, Role},
};

use super::{
    borrower,
    rows::{self, Model},
};
use crate::country::rows as countries;

/// What it gives now: an office staff's role in the country that lends, as far as screening goes, until it ends.
pub(super) async fn publish_grant(scope: &mut Scope, row: &Model) -> Result<()> {
    let roles = if row.closed_at.is_none() { vec![Role::OfficeStaff.into()] } else { Vec::new() };
    let grant = GrantChanged {
        name: rows::name(row),
        version: row.version,
        roles,
        countries: vec![row.country.clone()],
        expire_time: Some(moment::timestamp(row.expires_at)),
        lent_to: borrower(&row.borrower, &row.country)?.to_owned(),
        ..GrantChanged::default()
    };
    grants::tell(scope, grant).await
}

/// That it began, and why, for the office that lends.
pub(super) fn publish_opening(scope: &mut Scope, row: &Model) {
    scope.publish(&LoanOpened {
        name: rows::name(row),
        version: row.version,
        borrower: row.borrower.clone(),
        reason: row.reason.clone(),
        expire_time: Some(moment::timestamp(row.expires_at)),
    });
}

/// That it began, or is over before its time, for the office that it is lent to.
pub(super) fn publish_lent(scope: &mut Scope, row: &Model) {
    scope.publish(&QueueLent {
        name: rows::name(row),
        version: row.version,
        lender: countries::name(&row.country),
        reason: row.reason.clone(),
        expire_time: Some(moment::timestamp(row.expires_at)),
        close_time: row.closed_at.map(moment::timestamp),
    });
}
