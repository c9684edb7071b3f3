//! `ListPublications`

use platform::{Result, Scope, list, page::Page};
use proto::registrations::v1::{ListPublicationsRequest, ListPublicationsResponse};

use super::{
    chosen::chosen,
    rows::{Column, to_messages},
    sight::Sight,
};

/// Lists the catalogue of a country, or of all, latest published first.
pub async fn list(scope: &mut Scope, request: ListPublicationsRequest) -> Result<ListPublicationsResponse> {
    let decides = ["ListPublications", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = chosen(scope, &Sight::of(scope).await?, &request.filter)?;
    let (rows, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListPublicationsResponse { publications: to_messages(scope, rows).await?, next_page_token })
}
