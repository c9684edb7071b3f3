//! `ListReviewerLoans`

use platform::{Result, Scope, list, page::Page};
use proto::partners::v1::{ListReviewerLoansRequest, ListReviewerLoansResponse};

use super::rows::{self, Column, Entity};

/// Lists what a country lends and borrows, and has, latest lent first.
pub async fn list(scope: &mut Scope, request: ListReviewerLoansRequest) -> Result<ListReviewerLoansResponse> {
    let decides = ["ListReviewerLoans", request.parent.as_str(), &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>();
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListReviewerLoansResponse { loans: found.into_iter().map(rows::message).collect(), next_page_token })
}
