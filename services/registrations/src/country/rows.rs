//! The projection of countries. A row stands where its event came from: in the network, or in the country itself.

use platform::{Result, Scope, store::Tenant};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::Serialize;

/// One admitted country.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "countries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// Its code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub version: i64,
    pub default_language: String,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const SHARED: bool = true;

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        format!("countries/{}", row.id)
    }
}

/// The language for whoever chose none in the scope's country; empty while the country is not known here.
pub async fn default_language(scope: &Scope) -> Result<String> {
    let query = scope.find::<Entity>().filter(Column::Id.eq(scope.country()));
    let newest = scope.one(query.order_by_desc(Column::Version).limit(1)).await?;
    Ok(newest.map(|row| row.default_language).unwrap_or_default())
}
