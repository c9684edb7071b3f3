//! ListHearings.

use platform::{error::Result, list, page::Page, store::Scope};
use proto::reviews::v1::{ListHearingsRequest, ListHearingsResponse};
use sea_orm::QueryFilter;

use super::hearing::{self, Column, Entity};
use crate::assignment::rows::not_awaited_of_caller;

/// Lists the hearings of a country, or of the caller, latest made first.
pub async fn list(scope: &mut Scope, request: ListHearingsRequest) -> Result<ListHearingsResponse> {
    let decides = ["ListHearings", &request.parent, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>().filter(not_awaited_of_caller(scope, Column::CaseId));
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Made, |row| row.made).await?;
    Ok(ListHearingsResponse { hearings: found.into_iter().map(hearing::to_message).collect(), next_page_token })
}
