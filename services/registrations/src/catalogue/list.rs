//! `ListPublications`

use super::rows::{Column, shown, to_messages};
use platform::{Result, Scope, list, page::Page};
use proto::registrations::v1::{ListPublicationsRequest, ListPublicationsResponse};

/// Lists the catalogue of a country, or of all, latest published first.
pub async fn list(scope: &mut Scope, request: ListPublicationsRequest) -> Result<ListPublicationsResponse> {
    let decides = ["ListPublications", &request.parent, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = shown(scope);
    let (rows, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListPublicationsResponse { publications: to_messages(scope, rows).await?, next_page_token })
}
