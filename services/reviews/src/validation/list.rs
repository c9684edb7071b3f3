//! ListValidations.

use platform::{error::Result, list, page::Page, store::Scope};
use proto::reviews::v1::{ListValidationsRequest, ListValidationsResponse};

use super::rows::{self, Column, Entity};

/// Lists the validations of a place, latest completed first.
pub async fn list(scope: &mut Scope, request: ListValidationsRequest) -> Result<ListValidationsResponse> {
    let decides = ["ListValidations", &request.parent, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>();
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListValidationsResponse { validations: found.into_iter().map(rows::to_message).collect(), next_page_token })
}
