//! `SummarizeNotifications`

use platform::{Result, Scope};
use proto::notifications::v1::{SummarizeNotificationsRequest, SummarizeNotificationsResponse};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect, Select};

use super::{
    Audience, State,
    rows::{self, Column, Entity},
};

/// Counts by state, and the registrations whose applicant was told something.
pub async fn summarize(
    scope: &mut Scope,
    _request: SummarizeNotificationsRequest,
) -> Result<SummarizeNotificationsResponse> {
    let notified = in_state(scope, State::Sent)
        .filter(Column::Audience.eq(Audience::Applicant))
        .select_only()
        .column(Column::Registration)
        .distinct();
    Ok(SummarizeNotificationsResponse {
        sent: count(scope, in_state(scope, State::Sent)).await?,
        failed: count(scope, in_state(scope, State::Failed)).await?,
        pending: count(scope, in_state(scope, State::Pending)).await?,
        applicants_notified: count(scope, notified).await?,
    })
}

fn in_state(scope: &Scope, state: State) -> Select<Entity> {
    rows::shown(scope).filter(Column::State.eq(state))
}

async fn count(scope: &Scope, query: Select<Entity>) -> Result<i64> {
    Ok(i64::try_from(scope.count(query).await?).unwrap_or(i64::MAX))
}
