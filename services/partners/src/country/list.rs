//! `ListCountries`

use platform::{Result, Scope, page::Page};
use proto::partners::v1::{ListCountriesRequest, ListCountriesResponse};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};

use super::rows;

/// Lists the countries by name.
pub async fn list(scope: &mut Scope, request: ListCountriesRequest) -> Result<ListCountriesResponse> {
    let page = Page::of(request.page_size, &request.page_token, &["ListCountries", &scope.place_key()])?;
    let mut query = scope.find::<rows::Entity>().order_by_asc(rows::Column::Code).limit(page.limit());
    if let Some(after) = &page.after {
        query = query.filter(rows::Column::Code.gt(after.as_str()));
    }
    let (found, next_page_token) = page.cut(scope.all(query).await?, |row| row.code.clone());
    Ok(ListCountriesResponse { countries: found.into_iter().map(rows::message).collect(), next_page_token })
}
