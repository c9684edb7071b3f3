//! ListValidationTasks.

use std::collections::HashMap;

use platform::{error::Result, list, moment, page::Page, store::Scope};
use proto::reviews::v1::{ListValidationTasksRequest, ListValidationTasksResponse, ValidationTask};
use sea_orm::{Condition, QueryFilter, entity::prelude::*, sea_query::Query};
use time::OffsetDateTime;

use super::{rows as validations, validator};
use crate::{
    case::{
        State,
        rows::{self, Column, Entity, Model},
    },
    decision,
};

/// Lists what waits for an institution to check its evidence, for the first time or again. What a representative may not validate is left out of their
/// pages, which may be shorter for that.
pub async fn list(scope: &mut Scope, request: ListValidationTasksRequest) -> Result<ListValidationTasksResponse> {
    let decides = ["ListValidationTasks", &request.parent, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let released = Query::select()
        .column(decision::rows::Column::Id)
        .from(decision::rows::Entity)
        .and_where(decision::rows::Column::State.eq(decision::State::Released))
        .and_where(decision::rows::Column::Country.eq(scope.country()))
        .to_owned();
    let accepted = Condition::all()
        .add(Column::State.eq(State::Decided))
        .add(Column::Outcome.eq(decision::Outcome::Accepted))
        .add(Column::Decision.in_subquery(released));
    let again = Condition::all()
        .add(Column::State.eq(State::Closed))
        .add(Column::WithdrawnAt.is_null())
        .add(Column::StateBeforeMerge.is_null())
        .add(Column::Id.in_subquery(validations::renewable(scope, moment::now())));
    let query =
        scope.find::<Entity>().filter(Column::Blocked.eq(false)).filter(Condition::any().add(accepted).add(again));
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    let open = validator::open_to_caller(scope, &found).await?;
    let ends = validations::ends(scope, found.iter().map(|row| row.id).collect()).await?;
    let tasks = found.into_iter().filter(|row| open.contains(&row.id)).map(|row| task(row, &ends)).collect();
    Ok(ListValidationTasksResponse { tasks, next_page_token })
}

fn task(of: Model, ends: &HashMap<Uuid, OffsetDateTime>) -> ValidationTask {
    ValidationTask {
        case: rows::name(&of.country, of.id),
        brief: Some(of.brief(false)),
        clarification: of.clarification.map_or(0, |state| state.message().into()),
        expire_time: ends.get(&of.id).copied().map(moment::timestamp),
    }
}
