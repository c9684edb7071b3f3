//! Whether a caller is told which registration goes on in place of a merged one: whoever reaches that one, too. An applicant
//! learns nothing of somebody else's.

use std::collections::HashSet;

use platform::{Result, Scope};
use proto::registrations::v1::Registration;
use sea_orm::{ColumnTrait, QueryFilter};

use super::rows::{self, Column, Entity, Model};

/// A row as its message, with its survivor, for whoever reaches all of the country.
pub fn shown(row: Model) -> Registration {
    let merged_into = row.merged_into.clone();
    Registration { merged_into, ..rows::to_message(row) }
}

/// Rows as their messages, each with its survivor where the caller reaches that one.
pub async fn told(scope: &Scope, rows: Vec<Model>) -> Result<Vec<Registration>> {
    let merged: HashSet<&str> =
        rows.iter().map(|row| row.merged_into.as_str()).filter(|survivor| !survivor.is_empty()).collect();
    if !scope.is_own() || merged.is_empty() {
        return Ok(rows.into_iter().map(shown).collect());
    }
    let ids = merged.iter().filter_map(|name| name.rsplit('/').next()?.parse::<uuid::Uuid>().ok());
    let reached = scope.all(scope.find::<Entity>().filter(Column::Id.is_in(ids))).await?;
    let reached: HashSet<String> = reached.iter().map(Model::name).collect();
    let told = |row: Model| if reached.contains(&row.merged_into) { shown(row) } else { rows::to_message(row) };
    Ok(rows.into_iter().map(told).collect())
}

/// What was merged into a registration.
pub fn merged_into(scope: &Scope, survivor: &Model) -> sea_orm::Select<Entity> {
    scope.find::<Entity>().filter(Column::MergedInto.ne("")).filter(Column::MergedInto.eq(survivor.name()))
}
