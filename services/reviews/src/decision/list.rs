//! ListDecisions.

use platform::{error::Result, names, page::Page, store::Scope};
use proto::reviews::v1::{ListDecisionsRequest, ListDecisionsResponse};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};

use super::{Outcome, State, rows, rows::Column};
use crate::filter;

/// Lists the decisions of a place, latest prepared first.
pub async fn list(scope: &mut Scope, request: ListDecisionsRequest) -> Result<ListDecisionsResponse> {
    let decides = ["ListDecisions", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let mut query = scope.find::<rows::Entity>().order_by_desc(Column::Id).limit(page.limit());
    for (field, value) in filter::parse(&request.filter)? {
        query = match field.as_str() {
            "state" => query.filter(Column::State.eq(filter::value::<State>("state", &value)?)),
            "outcome" => query.filter(Column::Outcome.eq(filter::value::<Outcome>("outcome", &value)?)),
            "registration" => query.filter(Column::Registration.eq(value)),
            "edition" => query.filter(Column::Edition.eq(value)),
            other => return Err(filter::unknown(other)),
        };
    }
    if let Some(after) = &page.after {
        query = query.filter(Column::Id.lt(names::uuid("page_token", after)?));
    }
    let (found, next_page_token) = page.cut(scope.all(query).await?, |row| row.id.to_string());
    Ok(ListDecisionsResponse { decisions: found.into_iter().map(rows::to_message).collect(), next_page_token })
}
