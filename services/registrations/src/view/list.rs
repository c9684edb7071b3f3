//! `ListViews`

use platform::{Result, Scope};
use proto::registrations::v1::{ListViewsRequest, ListViewsResponse};

use super::rows;

/// Lists the caller's own views, and those that the office shares.
pub async fn list(scope: &mut Scope, _: ListViewsRequest) -> Result<ListViewsResponse> {
    let rows = rows::listed(scope).await?;
    Ok(ListViewsResponse { views: rows.into_iter().map(|row| rows::to_message(row, scope.subject())).collect() })
}
