//! `ResendNotification`

use platform::{
    Result, Scope, moment,
    names::{segments, uuid},
};
use proto::notifications::v1::{ResendNotificationRequest, ResendNotificationResponse};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use super::rows;

/// Puts a notification that was given up among those to be sent, as if it had been written now.
pub async fn resend(scope: &mut Scope, request: ResendNotificationRequest) -> Result<ResendNotificationResponse> {
    let [_, id] = segments::<2>("name", &request.name, "countries/*/notifications/*")?;
    let query = rows::shown(scope).filter(rows::Column::Id.eq(uuid(&request.name, id)?)).lock_exclusive();
    let before = scope.expect(query, &request.name).await?;
    let now = moment::now();
    let after = rows::Model {
        state: before.state.resend()?,
        version: before.version + 1,
        updated_at: now,
        next_attempt_at: moment::milliseconds(now),
        misses: 0,
        server_away_since: None,
        ..before.clone()
    };
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    Ok(ResendNotificationResponse { notification: Some(rows::message(after)) })
}
