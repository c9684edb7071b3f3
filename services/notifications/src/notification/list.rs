//! `ListNotifications`

use platform::{
    Result, Scope,
    error::{Error, Text},
    page::Page,
};
use proto::{
    Rpc,
    notifications::v1::{ListNotificationsRequest, ListNotificationsResponse},
    platform::v1::Reason,
};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{query, rows};

/// Lists the latest written first.
pub async fn list(scope: &mut Scope, request: ListNotificationsRequest) -> Result<ListNotificationsResponse> {
    let place = scope.place_key();
    let asked = [ListNotificationsRequest::METHOD, &request.parent, &request.filter, &place];
    let page = Page::of(request.page_size, &request.page_token, &asked)?;
    let mut found = scope.find::<rows::Entity>().filter(query::condition(&request.filter)?);
    if let Some(after) = &page.after {
        found = found.filter(rows::Column::Id.lt(key(after)?));
    }
    let rows = scope.all(found.order_by_desc(rows::Column::Id).limit(page.limit())).await?;
    let (rows, next_page_token) = page.cut(rows, |row| row.id.to_string());
    let across_countries = scope.country().is_empty();
    let notifications = rows.into_iter().map(|row| rows::listed(row, across_countries)).collect();
    Ok(ListNotificationsResponse { notifications, next_page_token })
}

fn key(after: &str) -> Result<Uuid> {
    Uuid::try_parse(after).map_err(|_| {
        let text = Text::new(
            "this page token does not belong to this query; start again without it",
            "este marcador de página no es de esta consulta; empiece de nuevo sin él",
        );
        Error::refused(Reason::PageTokenInvalid, text)
    })
}
