//! `ListEditors`

use platform::{Result, Scope, list, page::Page};
use proto::registrations::v1::{ListEditorsRequest, ListEditorsResponse};

use super::rows::{self, Column};
use crate::registration;

/// Lists the editors of a registration, latest invited first.
pub async fn list(scope: &mut Scope, request: ListEditorsRequest) -> Result<ListEditorsResponse> {
    let registration = registration::rows::expect(scope, &request.parent).await?;
    registration::rows::only_owner(scope, &registration)?;
    let decides = ["ListEditors", &request.parent, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let editors = rows::all_of(scope, registration.id);
    let (found, next_page_token) = list::latest_first(scope, editors, &page, Column::Id, |row| row.id).await?;
    Ok(ListEditorsResponse { editors: found.into_iter().map(rows::to_message).collect(), next_page_token })
}
