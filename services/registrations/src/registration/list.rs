//! `ListRegistrations`

use platform::{Result, Scope, list, page::Page};
use proto::registrations::v1::{ListRegistrationsRequest, ListRegistrationsResponse};

use super::{chosen::chosen, rows::Column, survivor};
use crate::view;

/// Lists the registrations of a country, or of all, latest created first.
pub async fn list(scope: &mut Scope, request: ListRegistrationsRequest) -> Result<ListRegistrationsResponse> {
    let asked = view::asked::asked(scope, &request.view, &request.filter).await?;
    let decides = ["ListRegistrations", &request.parent, &view::asked::text(asked.as_ref()), &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = chosen(scope, asked.as_ref())?;
    let (rows, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListRegistrationsResponse { registrations: survivor::told(scope, rows).await?, next_page_token })
}
