//! The table of marks: by what the conflicts of a country were last found.

use platform::store::Tenant;
use sea_orm::entity::prelude::*;
use serde::Serialize;

/// The mark of one country.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "conflict_marks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// Numbers and versions of its members, its ties and all institutions.
    pub known: String,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        format!("countries/{}/conflictMark", row.country)
    }
}
