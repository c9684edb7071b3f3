//! What is removed by age: letters that were sent, or given up.

use platform::{Result, Scope, personal::retention::Retention};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use time::OffsetDateTime;

use super::{
    State,
    rows::{self, Column, Entity},
};
use crate::country;

/// They are removed, and what they said with them; that they were written is in the audit log.
pub const LETTERS: Retention = Retention {
    kind: "letters",
    days: |scope| Box::pin(days(scope)),
    count: |scope, before| Box::pin(async move { scope.count(old(scope, before)).await }),
    due: |scope, before, most| Box::pin(names(scope, before, most)),
    remove: |scope, before, most| Box::pin(remove(scope, before, most)),
};

async fn days(scope: &Scope) -> Result<Vec<(String, i32)>> {
    let rows = scope.all(scope.find::<country::rows::Entity>()).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.notification_days)).collect())
}

fn old(scope: &Scope, before: OffsetDateTime) -> Select<Entity> {
    scope.find::<Entity>().filter(Column::State.ne(State::Pending)).filter(Column::UpdatedAt.lt(before))
}

async fn names(scope: &Scope, before: OffsetDateTime, most: u64) -> Result<Vec<String>> {
    let rows = scope.all(old(scope, before).order_by_asc(Column::UpdatedAt).limit(most)).await?;
    Ok(rows.iter().map(rows::name).collect())
}

async fn remove(scope: &mut Scope, before: OffsetDateTime, most: u64) -> Result<u64> {
    let rows = old(scope, before).order_by_asc(Column::UpdatedAt).limit(most).lock_exclusive();
    let rows = scope.all(rows).await?;
    for row in &rows {
        scope.forget(&rows::name(row)).await?;
        scope.remove::<Entity>(row).await?;
    }
    Ok(rows.len() as u64)
}
