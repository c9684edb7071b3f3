//! ListCases.

use platform::{
    error::Result,
    filter::{self, Field},
    list,
    page::Page,
    store::Scope,
};
use proto::reviews::v1::{ListCasesRequest, ListCasesResponse};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{
    State,
    rows::{self, Column, Entity},
};
use crate::{assignment::rows as assignments, clarification};

const FIELDS: [Field; 4] = [
    ("state", |equality| Ok(Column::State.eq(equality.kept::<State>("STATE_")?))),
    ("registration", |equality| Ok(Column::Registration.eq(&equality.value))),
    ("edition", |equality| Ok(Column::Edition.eq(&equality.value))),
    ("clarification", |equality| Ok(Column::Clarification.eq(equality.kept::<clarification::State>("STATE_")?))),
];

/// Lists the cases of a place, latest opened first; not those of which a review is awaited of the caller.
pub async fn list(scope: &mut Scope, request: ListCasesRequest) -> Result<ListCasesResponse> {
    let decides = ["ListCases", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>().filter(filter::condition(&request.filter, &FIELDS)?);
    let query = query.filter(assignments::not_awaited_of_caller(scope, Column::Id));
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListCasesResponse { cases: found.into_iter().map(rows::to_message).collect(), next_page_token })
}
