//! ListDecisions.

use platform::{
    error::Result,
    filter::{self, Field},
    list,
    page::Page,
    store::Scope,
};
use proto::reviews::v1::{ListDecisionsRequest, ListDecisionsResponse};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{
    Outcome, State,
    rows::{self, Column, Entity},
};
use crate::assignment::rows as assignments;

const FIELDS: [Field; 4] = [
    ("state", |equality| Ok(Column::State.eq(equality.kept::<State>("STATE_")?))),
    ("outcome", |equality| Ok(Column::Outcome.eq(equality.kept::<Outcome>("OUTCOME_")?))),
    ("registration", |equality| Ok(Column::Registration.eq(&equality.value))),
    ("edition", |equality| Ok(Column::Edition.eq(&equality.value))),
];

/// Lists the decisions of a place, latest prepared first.
pub async fn list(scope: &mut Scope, request: ListDecisionsRequest) -> Result<ListDecisionsResponse> {
    let decides = ["ListDecisions", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>().filter(filter::condition(&request.filter, &FIELDS)?);
    let query = query.filter(assignments::not_awaited_of_caller(scope, Column::CaseId));
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListDecisionsResponse { decisions: found.into_iter().map(rows::to_message).collect(), next_page_token })
}
