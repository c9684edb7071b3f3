//! The audit log: who changed what, when, before and after; written in the transaction of the change.

use sea_orm::{ConnectionTrait, IntoActiveModel, entity::prelude::*};
use serde::Serialize;

use crate::error::{Error, Result};

/// One entry.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: time::OffsetDateTime,
    pub actor: String,
    pub role: String,
    pub method: String,
    pub resource: String,
    pub request_id: String,
    pub before: Option<Json>,
    pub after: Option<Json>,
}

/// No relations: an entry outlives what it tells of.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A row as the log keeps it: without its personal data.
pub(super) fn picture<Row: Serialize>(row: Option<&Row>, personal: &[&str]) -> Result<Option<Json>> {
    let Some(row) = row else { return Ok(None) };
    let mut picture = serde_json::to_value(row).map_err(Error::internal)?;
    if let Some(columns) = picture.as_object_mut() {
        columns.retain(|column, _| !personal.contains(&column.as_str()));
    }
    Ok(Some(picture))
}

pub(super) async fn write(connection: &impl ConnectionTrait, entries: Vec<Model>) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let entries = entries.into_iter().map(|entry| entry.into_active_model().reset_all());
    Entity::insert_many(entries).exec_without_returning(connection).await?;
    Ok(())
}
