//! `GetMember`

use platform::{Result, Scope};
use proto::partners::v1::{GetMemberRequest, GetMemberResponse};
use sea_orm::{ColumnTrait, QueryFilter};

use super::rows;

/// Reads one member.
pub async fn get(scope: &mut Scope, request: GetMemberRequest) -> Result<GetMemberResponse> {
    rows::grantable_in(scope, &request.name)?;
    let query = scope.find::<rows::Entity>().filter(rows::Column::Id.eq(rows::id_of(&request.name)?));
    let row = scope.expect(query, &request.name).await?;
    Ok(GetMemberResponse { member: Some(rows::message(row)) })
}
