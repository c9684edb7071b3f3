//! `ListInstitutions`

use platform::{Result, Scope, page::Page};
use proto::partners::v1::{ListInstitutionsRequest, ListInstitutionsResponse};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};

use super::rows;

/// Lists the institutions by name.
pub async fn list(scope: &mut Scope, request: ListInstitutionsRequest) -> Result<ListInstitutionsResponse> {
    let page = Page::of(request.page_size, &request.page_token, &["ListInstitutions", &scope.place_key()])?;
    let mut query = scope.find::<rows::Entity>().order_by_asc(rows::Column::Id).limit(page.limit());
    if let Some(after) = &page.after {
        query = query.filter(rows::Column::Id.gt(after.as_str()));
    }
    let (found, next_page_token) = page.cut_long(scope.all(query).await?, |row| row.id.clone());
    Ok(ListInstitutionsResponse { institutions: found.into_iter().map(rows::message).collect(), next_page_token })
}
