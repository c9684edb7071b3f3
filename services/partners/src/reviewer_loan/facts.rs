//! What the others are told of a loan.

use platform::{Scope, moment};
use proto::partners::v1::ReviewerLent;

use super::rows::Model;
use crate::country::rows as countries;

/// That somebody is lent to this country, and why, for its office.
pub(super) fn publish_lent(scope: &mut Scope, row: &Model) {
    scope.publish(&ReviewerLent {
        name: row.name(),
        version: row.version,
        lender: countries::name(&row.lender),
        member: row.member.map(|id| format!("countries/{}/members/{id}", row.country)).unwrap_or_default(),
        reason: row.reason.clone(),
        expire_time: Some(moment::timestamp(row.expires_at)),
    });
}
