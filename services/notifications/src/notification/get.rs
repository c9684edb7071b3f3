//! `GetNotification`

use platform::{
    Result, Scope,
    names::{segments, uuid},
};
use proto::notifications::v1::{GetNotificationRequest, GetNotificationResponse};
use sea_orm::{ColumnTrait, QueryFilter};

use super::rows;

/// Reads one notification, with its text.
pub async fn get(scope: &mut Scope, request: GetNotificationRequest) -> Result<GetNotificationResponse> {
    let [_, id] = segments::<2>("name", &request.name, "countries/*/notifications/*")?;
    let query = rows::shown(scope).filter(rows::Column::Id.eq(uuid(&request.name, id)?));
    let row = scope.expect(query, &request.name).await?;
    Ok(GetNotificationResponse { notification: Some(rows::message(row)) })
}
