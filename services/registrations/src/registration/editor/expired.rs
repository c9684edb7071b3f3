//! Invitations to write along that nobody accepted: whoever ignored one has no other way to have their address removed.

use platform::{Result, Scope, choice, personal::retention::Retention, store::Tenant};
use proto::registrations::v1::editor::State;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use time::OffsetDateTime;

use super::rows::{Column, Entity};
use crate::{country, registration::rows as registrations};

/// Days after its code has ended; until then the owner sees that nobody came.
const DAYS: i32 = 30;

/// They go with the address.
pub const RETENTION: Retention = Retention {
    kind: "invitations to write along, or to claim, that nobody accepted",
    days: |scope| Box::pin(days(scope)),
    count: |scope, before| Box::pin(async move { scope.count(ended(scope, before)).await }),
    due: |scope, before, most| Box::pin(names(scope, before, most)),
    remove: |scope, before, most| Box::pin(remove(scope, before, most)),
};

async fn days(scope: &Scope) -> Result<Vec<(String, i32)>> {
    Ok(country::rows::newest_of_all(scope).await?.into_iter().map(|row| (row.id, DAYS)).collect())
}

fn ended(scope: &Scope, before: OffsetDateTime) -> Select<Entity> {
    let invited = choice::name(State::Invited.as_str_name(), "STATE_");
    // What is blocked waits for its decision, whole.
    let blocked = scope.find::<registrations::Entity>().filter(registrations::Column::Blocked.eq(true));
    let blocked = blocked.select_only().column(registrations::Column::Id).into_query();
    let ended = scope.find::<Entity>().filter(Column::State.eq(invited)).filter(Column::InvitedUntil.lt(before));
    let ended = ended.filter(Column::Registration.not_in_subquery(blocked));
    ended.order_by_asc(Column::InvitedUntil)
}

async fn names(scope: &Scope, before: OffsetDateTime, most: u64) -> Result<Vec<String>> {
    Ok(scope.all(ended(scope, before).limit(most)).await?.iter().map(Entity::resource).collect())
}

async fn remove(scope: &mut Scope, before: OffsetDateTime, most: u64) -> Result<u64> {
    let rows = scope.all(ended(scope, before).limit(most).lock_exclusive()).await?;
    for row in &rows {
        scope.forget(&Entity::resource(row)).await?;
        scope.remove::<Entity>(row).await?;
    }
    Ok(rows.len() as u64)
}
