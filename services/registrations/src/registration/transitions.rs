//! The table of transitions: from which state registrations came to which. The scope writes it; see
//! `platform::store::transitions`.

use platform::store::{Bond, Tenant};
use sea_orm::entity::prelude::*;
use serde::Serialize;
use time::OffsetDateTime;

/// One transition.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "transitions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// The registration.
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_id: Uuid,
    /// The version of the registration that it made.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    /// Empty in the first one; null where nobody wrote down what was before.
    pub previous: Option<String>,
    pub state: String,
    pub at: OffsetDateTime,
    /// How long it was in the state before.
    pub milliseconds: Option<i64>,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Id(Column::RowId)]
    }

    fn resource(row: &Model) -> String {
        format!("{}/transitions/{}", super::rows::name(&row.country, row.row_id), row.version)
    }
}
