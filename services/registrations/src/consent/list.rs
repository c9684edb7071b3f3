//! `ListConsents`

use platform::{Result, Scope, list, page::Page};
use proto::registrations::v1::{ListConsentsRequest, ListConsentsResponse};
use sea_orm::{ColumnTrait, QueryFilter};

use super::rows::{Column, Entity, message};
use crate::registration;

/// Lists what was agreed to and taken back, latest first.
pub async fn list(scope: &mut Scope, request: ListConsentsRequest) -> Result<ListConsentsResponse> {
    // Whoever reaches the registration reaches its consents.
    let registration = registration::rows::expect(scope, &request.parent).await?;
    let decides = ["ListConsents", &request.parent, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>().filter(Column::Registration.eq(registration.id));
    let (rows, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListConsentsResponse { consents: rows.into_iter().map(message).collect(), next_page_token })
}
