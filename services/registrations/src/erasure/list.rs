//! `ListErasureRequests`

use platform::{Result, Scope, list, page::Page};
use proto::registrations::v1::{ListErasureRequestsRequest, ListErasureRequestsResponse};

use super::rows::{Column, Entity, message};

/// Lists the requests of a country, latest made first; an applicant's own.
pub async fn list(scope: &mut Scope, request: ListErasureRequestsRequest) -> Result<ListErasureRequestsResponse> {
    let decides = ["ListErasureRequests", &request.parent, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>();
    let (rows, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListErasureRequestsResponse { erasure_requests: rows.into_iter().map(message).collect(), next_page_token })
}
