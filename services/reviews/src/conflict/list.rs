//! ListConflicts.

use platform::{
    error::Result,
    filter::{self, Field},
    list, names,
    page::Page,
    store::Scope,
};
use proto::reviews::v1::{ListConflictsRequest, ListConflictsResponse};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{
    Kind, Origin, State,
    rows::{self, Column, Entity},
};
use crate::case;

const FIELDS: [Field; 4] = [
    ("state", |equality| Ok(Column::State.eq(equality.kept::<State>("STATE_")?))),
    ("origin", |equality| Ok(Column::Origin.eq(equality.kept::<Origin>("ORIGIN_")?))),
    ("kind", |equality| Ok(Column::Kind.eq(equality.kept::<Kind>("CONFLICT_KIND_")?))),
    ("holder", |equality| Ok(Column::Holder.eq(&equality.value))),
];

/// Lists the conflicts of a case's registration, or of all, latest known first; not where a review is awaited of the caller,
/// since what others declare is a sign of them.
pub async fn list(scope: &mut Scope, request: ListConflictsRequest) -> Result<ListConflictsResponse> {
    let decides = ["ListConflicts", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let mut query = scope.find::<Entity>().filter(filter::condition(&request.filter, &FIELDS)?);
    query = query.filter(case::rows::registration_not_awaited_of_caller(scope, Column::Registration));
    let [_, of_case] = names::segments::<2>("parent", &request.parent, "countries/*/cases/*")?;
    if of_case != "-" {
        let case = case::rows::shown_to_caller(scope, &request.parent).await?;
        query = query.filter(Column::Registration.eq(case.registration));
    }
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListConflictsResponse { conflicts: found.into_iter().map(rows::to_message).collect(), next_page_token })
}
