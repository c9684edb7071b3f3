//! `ListPublications`

use platform::{Result, Scope, names, page::Page};
use proto::registrations::v1::{ListPublicationsRequest, ListPublicationsResponse};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};

use super::rows::{Column, Entity, to_message};

/// Lists the catalogue of a country, or of all, latest published first.
pub async fn list(scope: &mut Scope, request: ListPublicationsRequest) -> Result<ListPublicationsResponse> {
    let query_key = ["ListPublications", &request.parent, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &query_key)?;
    let mut query = scope.find::<Entity>().filter(Column::Published.eq(true));
    if let Some(after) = &page.after {
        query = query.filter(Column::Id.lt(names::uuid("page_token", after)?));
    }
    let rows = scope.all(query.order_by_desc(Column::Id).limit(page.limit())).await?;
    let (rows, next_page_token) = page.cut(rows, |row| row.id.to_string());
    Ok(ListPublicationsResponse { publications: rows.into_iter().map(to_message).collect(), next_page_token })
}
