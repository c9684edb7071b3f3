//! `ListPartnerships`

use platform::{Result, Scope, page::Page};
use proto::partners::v1::{ListPartnershipsRequest, ListPartnershipsResponse};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::rows;

/// Lists the partnerships of a country, or of all, latest created first: their ids grow with time.
pub async fn list(scope: &mut Scope, request: ListPartnershipsRequest) -> Result<ListPartnershipsResponse> {
    let asked = ["ListPartnerships", request.parent.as_str(), &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &asked)?;
    let mut query = scope.find::<rows::Entity>().order_by_desc(rows::Column::Id).limit(page.limit());
    if let Some(after) = page.after.as_deref().and_then(|key| Uuid::try_parse(key).ok()) {
        query = query.filter(rows::Column::Id.lt(after));
    }
    let (found, next_page_token) = page.cut(scope.all(query).await?, |row| row.id.to_string());
    Ok(ListPartnershipsResponse { partnerships: found.into_iter().map(rows::message).collect(), next_page_token })
}
