//! ListTies.

use platform::{error::Result, list, page::Page, store::Scope};
use proto::reviews::v1::{ListTiesRequest, ListTiesResponse};

use super::ties::{Column, Entity, to_message};

/// Lists the ties that the office of a country recorded, latest first.
pub async fn list(scope: &mut Scope, request: ListTiesRequest) -> Result<ListTiesResponse> {
    let decides = ["ListTies", &request.parent, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>();
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListTiesResponse { ties: found.into_iter().map(to_message).collect(), next_page_token })
}
