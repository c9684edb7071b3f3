//! ListAssignmentProposals.

use platform::{
    error::Result,
    filter::{self, Field},
    list,
    page::Page,
    store::Scope,
};
use proto::reviews::v1::{ListAssignmentProposalsRequest, ListAssignmentProposalsResponse};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{
    State,
    rows::{self, Column, Entity},
};

const FIELDS: [Field; 2] = [
    ("state", |equality| Ok(Column::State.eq(equality.kept::<State>("STATE_")?))),
    ("edition", |equality| Ok(Column::Edition.eq(&equality.value))),
];

/// Lists the proposals of a country, latest computed first.
pub async fn list(
    scope: &mut Scope,
    request: ListAssignmentProposalsRequest,
) -> Result<ListAssignmentProposalsResponse> {
    let decides = ["ListAssignmentProposals", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>().filter(filter::condition(&request.filter, &FIELDS)?);
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    let proposals = found.into_iter().map(rows::to_message).collect();
    Ok(ListAssignmentProposalsResponse { proposals, next_page_token })
}
