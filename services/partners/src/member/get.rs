//! `GetMember`

use platform::{Result, Scope, names};
use proto::partners::v1::{GetMemberRequest, GetMemberResponse};
use sea_orm::{ColumnTrait, QueryFilter};

use super::rows;

/// Reads one member.
pub async fn get(scope: &mut Scope, request: GetMemberRequest) -> Result<GetMemberResponse> {
    let [_, segment] = names::segments("name", &request.name, "countries/*/members/*")?;
    let id = names::uuid(&request.name, segment)?;
    let query = scope.find::<rows::Entity>().filter(rows::Column::Id.eq(id));
    let row = scope.expect(query, &request.name).await?;
    Ok(GetMemberResponse { member: Some(rows::message(row)) })
}
