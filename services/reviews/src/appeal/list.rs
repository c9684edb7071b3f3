//! ListAppeals.

use platform::{
    error::Result,
    filter::{self, Field},
    list,
    page::Page,
    store::Scope,
};
use proto::reviews::v1::{ListAppealsRequest, ListAppealsResponse};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{
    State,
    rows::{self, Column, Entity},
};
use crate::assignment::rows::not_awaited_of_caller;

const FIELDS: [Field; 3] = [
    ("state", |equality| Ok(Column::State.eq(equality.kept::<State>("STATE_")?))),
    ("registration", |equality| Ok(Column::Registration.eq(&equality.value))),
    ("edition", |equality| Ok(Column::Edition.eq(&equality.value))),
];

/// Lists the appeals of a place, latest filed first.
pub async fn list(scope: &mut Scope, request: ListAppealsRequest) -> Result<ListAppealsResponse> {
    let decides = ["ListAppeals", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>().filter(filter::condition(&request.filter, &FIELDS)?);
    let query = query.filter(not_awaited_of_caller(scope, Column::CaseId));
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListAppealsResponse { appeals: found.into_iter().map(rows::to_message).collect(), next_page_token })
}
