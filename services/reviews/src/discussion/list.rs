//! ListComments.

use platform::{error::Result, list, page::Page, store::Scope};
use proto::reviews::v1::{ListCommentsRequest, ListCommentsResponse};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{
    open_to_caller,
    rows::{self, Column, Entity},
};

/// Lists what was said of a case, latest first: nothing while a review of the caller's is awaited, or its applicant's data is
/// blocked.
pub async fn list(scope: &mut Scope, request: ListCommentsRequest) -> Result<ListCommentsResponse> {
    let decides = ["ListComments", &request.parent, "", &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let open = open_to_caller(scope, &request.parent).await?;
    let Some(case) = open.filter(|case| !case.blocked) else { return Ok(ListCommentsResponse::default()) };
    let query = scope.find::<Entity>().filter(Column::CaseId.eq(case.id));
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    let comments = found.into_iter().map(|row| rows::to_message(scope, row)).collect();
    Ok(ListCommentsResponse { comments, next_page_token })
}
