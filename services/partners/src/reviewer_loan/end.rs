//! `EndReviewerLoan`

use platform::{Result, Scope, moment};
use proto::partners::v1::{EndReviewerLoanRequest, EndReviewerLoanResponse};

use super::{rows, still_lasts};
use crate::member::seat;

/// Ends the loan in the country that asks. Where that is the one that borrows, the seat is empty at once; else soon.
pub async fn end(scope: &mut Scope, request: EndReviewerLoanRequest) -> Result<EndReviewerLoanResponse> {
    let before = rows::lock(scope, &request.name).await?;
    still_lasts(&before)?;
    let after = before.closed(moment::now());
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    if !after.is_lenders() {
        seat::leave(scope, after.id).await?;
    }
    Ok(EndReviewerLoanResponse { loan: Some(rows::message(after)) })
}
