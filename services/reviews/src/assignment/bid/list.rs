//! ListBidCases.

use platform::{error::Result, list, page::Page, store::Scope};
use proto::reviews::v1::{ListBidCasesRequest, ListBidCasesResponse};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{is_open, rows, to_message};
use crate::{
    assignment::rows::not_awaited_of_caller,
    case::{
        self,
        rows::{Column, Entity},
    },
    conflict,
    edition::plans::Plans,
    member,
};

/// Lists the cases that a reviewer may bid on: not those that they are to review, whose leaving the list would tell that the
/// reviews of others are in. What is ruled out for them is left out of the page without a sign.
pub async fn list(scope: &mut Scope, request: ListBidCasesRequest) -> Result<ListBidCasesResponse> {
    let decides = ["ListBidCases", &request.parent, &request.edition, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let caller = member::rows::reviewer_of_caller(scope).await?;
    let Some(caller) = caller.filter(|caller| !caller.is_lent()) else {
        return Ok(ListBidCasesResponse::default());
    };
    let takes = [case::State::Open, case::State::InReview];
    let query = scope
        .find::<Entity>()
        .filter(Column::Edition.eq(&request.edition))
        .filter(Column::Screening.eq(case::Screening::Passed))
        .filter(Column::State.is_in(takes))
        .filter(not_awaited_of_caller(scope, Column::Id));
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    let ruled_out = conflict::ruled_out(scope, &found, std::slice::from_ref(&caller)).await?;
    let bids = rows::of_member(scope, caller.id, &found.iter().map(|case| case.id).collect::<Vec<_>>()).await?;
    let open = found.iter().filter(|case| is_open(case) && !ruled_out.contains(&(case.id, caller.id)));
    let (mut plans, mut cases) = (Plans::default(), Vec::new());
    for case in open {
        let bid = bids.get(&case.id).map(rows::Model::bid).unwrap_or_default();
        cases.push(to_message(&*plans.of(scope, case).await?, case, bid));
    }
    Ok(ListBidCasesResponse { cases, next_page_token })
}
