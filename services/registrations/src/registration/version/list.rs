//! `ListRegistrationVersions`

use platform::{Result, Scope, list, page::Page};
use proto::registrations::v1::{ListRegistrationVersionsRequest, ListRegistrationVersionsResponse};

use super::rows::{self, Column};
use crate::registration;

/// Lists what was handed in of a registration, latest first.
pub async fn list(
    scope: &mut Scope,
    request: ListRegistrationVersionsRequest,
) -> Result<ListRegistrationVersionsResponse> {
    let registration = registration::rows::expect(scope, &request.parent).await?;
    let decides = ["ListRegistrationVersions", &request.parent, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let versions = rows::of(scope, registration.id);
    let (found, next_page_token) = list::latest_first(scope, versions, &page, Column::Id, |row| row.id).await?;
    let versions = found.iter().map(|row| rows::to_message(row, registration.blocked)).collect::<Result<_>>()?;
    Ok(ListRegistrationVersionsResponse { versions, next_page_token })
}
