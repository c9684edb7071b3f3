//! The table of institutions, a projection that the network owns.

use platform::store::Tenant;
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// One institution, by its resource name.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "institutions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// `institutions/micm`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub display_name: String,
    /// The contract's number.
    pub kind: i32,
    pub domains: Domains,
    /// That of the last event taken.
    pub version: i64,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Internet domains, as one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Domains(pub Vec<String>);

impl Tenant for Entity {
    const SHARED: bool = true;

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        row.id.clone()
    }
}
