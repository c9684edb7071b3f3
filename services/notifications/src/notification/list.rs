//! `ListNotifications`

use platform::{
    Result, Scope,
    filter::{self, Field},
    list,
    page::Page,
};
use proto::notifications::v1::{ListNotificationsRequest, ListNotificationsResponse};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{
    State,
    rows::{self, Column, Entity},
};

const FIELDS: [Field; 2] = [
    ("state", |equality| Ok(Column::State.eq(equality.kept::<State>("STATE_")?))),
    ("registration", |equality| Ok(Column::Registration.eq(&equality.value))),
];

/// Lists the latest written first.
pub async fn list(scope: &mut Scope, request: ListNotificationsRequest) -> Result<ListNotificationsResponse> {
    let decides = ["ListNotifications", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>().filter(filter::condition(&request.filter, &FIELDS)?);
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    let across_countries = scope.country().is_empty();
    let notifications = found.into_iter().map(|row| rows::listed(row, across_countries)).collect();
    Ok(ListNotificationsResponse { notifications, next_page_token })
}
