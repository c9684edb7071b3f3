//! `GetPublication`

use platform::{Result, Scope, names};
use proto::registrations::v1::{GetPublicationRequest, GetPublicationResponse};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{
    rows::{Column, to_messages},
    sight::Sight,
};

/// Reads one entry of the catalogue.
pub async fn get(scope: &mut Scope, request: GetPublicationRequest) -> Result<GetPublicationResponse> {
    let [_, id] = names::segments("name", &request.name, "countries/*/publications/*")?;
    let id = names::uuid(&request.name, id)?;
    let query = Sight::of(scope).await?.shown(scope).filter(Column::Id.eq(id));
    let row = scope.expect(query, &request.name).await?;
    Ok(GetPublicationResponse { publication: to_messages(scope, vec![row]).await?.pop() })
}
