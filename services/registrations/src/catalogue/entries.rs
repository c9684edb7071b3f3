//! `ListCatalogueEntries`

use platform::{Result, Scope, list, page::Page};
use proto::registrations::v1::{ListCatalogueEntriesRequest, ListCatalogueEntriesResponse};

use super::{
    entry,
    rows::{Column, Entity},
};

/// Lists the entries of a country for its office, shown or not.
pub async fn list(scope: &mut Scope, request: ListCatalogueEntriesRequest) -> Result<ListCatalogueEntriesResponse> {
    let decides = ["ListCatalogueEntries", &request.parent, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>();
    let (rows, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    let mut entries = Vec::new();
    for row in rows {
        entries.push(entry::message(scope, row).await?);
    }
    Ok(ListCatalogueEntriesResponse { entries, next_page_token })
}
