//! `OpenLoan`

use platform::{Result, Scope, moment, names::NETWORK};
use proto::partners::v1::{OpenLoanRequest, OpenLoanResponse};
use uuid::Uuid;

use super::{
    borrower, end_of, facts, nobody_to_lend_to,
    rows::{self, Model},
};
use crate::{api_key::for_people_only, country::rows as countries};

/// Lends the screening of the country's entries for a time.
pub async fn open(scope: &mut Scope, request: OpenLoanRequest) -> Result<OpenLoanResponse> {
    for_people_only(scope.is_api_key())?;
    let wanted = request.loan.unwrap_or_default();
    let now = moment::now();
    let expires_at = end_of(wanted.expire_time.as_ref(), now)?;
    let to = borrower(&wanted.borrower, scope.country())?;
    if to != NETWORK && scope.one(countries::by_code(scope, to)).await?.is_none() {
        return Err(nobody_to_lend_to());
    }
    let row = Model {
        country: scope.country().to_owned(),
        id: Uuid::now_v7(),
        version: 1,
        created_at: now,
        updated_at: now,
        borrower: wanted.borrower,
        reason: wanted.reason,
        subject: scope.subject().to_owned(),
        expires_at,
        closed_at: None,
        told_version: 0,
    };
    scope.insert::<rows::Entity>(row.clone()).await?;
    facts::publish_grant(scope, &row).await?;
    facts::publish_opening(scope, &row);
    Ok(OpenLoanResponse { loan: Some(rows::message(row)) })
}
