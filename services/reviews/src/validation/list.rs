//! ListValidations.

use platform::{error::Result, names, page::Page, store::Scope};
use proto::reviews::v1::{ListValidationsRequest, ListValidationsResponse};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};

use super::rows::{self, Column};

/// Lists the validations of a place, latest completed first.
pub async fn list(scope: &mut Scope, request: ListValidationsRequest) -> Result<ListValidationsResponse> {
    let decides = ["ListValidations", &request.parent, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let mut query = scope.find::<rows::Entity>().order_by_desc(Column::Id).limit(page.limit());
    if let Some(after) = &page.after {
        query = query.filter(Column::Id.lt(names::uuid("page_token", after)?));
    }
    let (found, next_page_token) = page.cut(scope.all(query).await?, |row| row.id.to_string());
    Ok(ListValidationsResponse { validations: found.into_iter().map(rows::to_message).collect(), next_page_token })
}
