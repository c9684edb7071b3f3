//! Registrations past whose they are, and past what is hidden from the caller: what makes one the same as another, and what
//! it was merged into. Nobody is told of what is found here who does not reach it otherwise.

use platform::store::Tenant;
use sea_orm::entity::prelude::*;
use serde::Serialize;

use super::rows;

/// One registration, without its owner; the table is that of registrations.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "registrations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub edition: String,
    /// Of the title and the organisation; nothing while it is no entry of its edition.
    pub fingerprint: Option<String>,
    /// The name of the one that goes on in its place; empty where it was not merged.
    pub merged_into: String,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        rows::name(&row.country, row.id)
    }
}
