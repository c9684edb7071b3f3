//! `ListFiles`

use platform::{Result, Scope, list, page::Page, personal::data_blocked};
use proto::registrations::v1::{ListFilesRequest, ListFilesResponse};
use sea_orm::{ColumnTrait, QueryFilter};

use super::rows::{Column, current, to_message};
use crate::registration::rows as registrations;

/// Lists the files of a registration, latest begun first.
pub async fn list(scope: &mut Scope, request: ListFilesRequest) -> Result<ListFilesResponse> {
    // Whoever reaches the registration reaches its files.
    let registration = registrations::expect(scope, &request.parent).await?;
    if registration.blocked {
        return Err(data_blocked());
    }
    let decides = ["ListFiles", &request.parent, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = current(scope).filter(Column::Registration.eq(registration.id));
    let (rows, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListFilesResponse { files: rows.into_iter().map(to_message).collect(), next_page_token })
}
