//! `ListViews`

use platform::{Result, Scope};
use proto::registrations::v1::{ListViewsRequest, ListViewsResponse};
use sea_orm::{QueryOrder, QuerySelect};

use super::{
    MOST,
    rows::{Column, seen, to_message},
};

/// Lists the caller's own views, and those that the office shares.
pub async fn list(scope: &mut Scope, _: ListViewsRequest) -> Result<ListViewsResponse> {
    let rows = scope.all(seen(scope).order_by_asc(Column::Id).limit(MOST)).await?;
    Ok(ListViewsResponse { views: rows.into_iter().map(|row| to_message(row, scope.subject())).collect() })
}
