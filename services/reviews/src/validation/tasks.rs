//! ListValidationTasks.

use platform::{error::Result, list, page::Page, store::Scope};
use proto::reviews::v1::{ListValidationTasksRequest, ListValidationTasksResponse, ValidationTask};
use sea_orm::{QueryFilter, entity::prelude::*, sea_query::Query};

use super::validator;
use crate::{
    case::{
        State,
        rows::{self, Column, Entity, Model},
    },
    decision,
};

/// Lists what waits for an institution to check its evidence. What a representative may not validate is left out of their
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
    let query = scope
        .find::<Entity>()
        .filter(Column::State.eq(State::Decided))
        .filter(Column::Outcome.eq(decision::Outcome::Accepted))
        .filter(Column::Blocked.eq(false))
        .filter(Column::Decision.in_subquery(released));
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    let open = validator::open_to_caller(scope, &found).await?;
    let tasks = found.into_iter().filter(|row| open.contains(&row.id)).map(task).collect();
    Ok(ListValidationTasksResponse { tasks, next_page_token })
}

fn task(of: Model) -> ValidationTask {
    ValidationTask {
        case: rows::name(&of.country, of.id),
        brief: Some(of.brief(false)),
        clarification: of.clarification.map_or(0, |state| state.message().into()),
    }
}
