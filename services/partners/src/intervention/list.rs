//! `ListInterventions`

use platform::{Result, Scope, list, page::Page};
use proto::partners::v1::{ListInterventionsRequest, ListInterventionsResponse};

use super::rows::{self, Column, Entity};

/// Lists the interventions in a country, or in all, latest opened first.
pub async fn list(scope: &mut Scope, request: ListInterventionsRequest) -> Result<ListInterventionsResponse> {
    let decides = ["ListInterventions", request.parent.as_str(), &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>();
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListInterventionsResponse { interventions: found.into_iter().map(rows::message).collect(), next_page_token })
}
