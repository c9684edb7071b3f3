//! SetBid.

use platform::{
    error::{Error, Result},
    store::Scope,
};
use proto::reviews::v1::{Bid, SetBidRequest, SetBidResponse};

use super::{is_open, rows, to_message};
use crate::{case, conflict, edition::plans, member};

/// Keeps what a reviewer bids, in place of what they bid before.
pub async fn set(scope: &mut Scope, request: SetBidRequest) -> Result<SetBidResponse> {
    let case = case::rows::shown_to_caller(scope, &request.name).await?;
    let caller = member::rows::caller(scope, &request.name).await?;
    let ruled_out = conflict::ruled_out(scope, std::slice::from_ref(&case), std::slice::from_ref(&caller)).await?;
    if !is_open(&case) || !ruled_out.is_empty() || caller.is_lent() {
        return Err(Error::not_found(&request.name));
    }
    let bid = request.bid();
    let before = rows::of_member(scope, caller.id, &[case.id]).await?.remove(&case.id);
    let row = rows::Model {
        country: case.country.clone(),
        case_id: case.id,
        member: caller.id,
        registration: case.registration.clone(),
        subject: caller.subject,
        bid: rows::kept(bid),
    };
    match (before, bid) {
        (Some(before), Bid::Unspecified) => scope.remove::<rows::Entity>(&before).await?,
        (Some(before), _) => scope.update::<rows::Entity>(&before, row).await?,
        (None, Bid::Unspecified) => {}
        (None, _) => scope.insert::<rows::Entity>(row).await?,
    }
    let plan = plans::of_case(scope, &case).await?;
    Ok(SetBidResponse { case: Some(to_message(&plan, &case, bid)) })
}
