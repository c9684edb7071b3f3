//! `ListPublications`

use platform::{Result, Scope, list, page::Page};
use prost::Message;
use proto::registrations::v1::{ListPublicationsRequest, ListPublicationsResponse};

use super::{
    chosen::chosen,
    rows::{Column, id, to_messages},
    sight::Sight,
};

/// Lists the catalogue of a country, or of all, latest published first.
pub async fn list(scope: &mut Scope, request: ListPublicationsRequest) -> Result<ListPublicationsResponse> {
    let decides = ["ListPublications", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = chosen(scope, &Sight::of(scope).await?, &request.filter)?;
    let (rows, token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    let said = to_messages(scope, rows).await?;
    // With pictures and translations they may be far longer than their rows.
    let (publications, next_page_token) = page.lighten(said, token, Message::encoded_len, |said| id(&said.name));
    Ok(ListPublicationsResponse { publications, next_page_token })
}
