//! The table of countries: rows of the network, read from inside every country.

use platform::{
    Result, Scope,
    names::{self, NETWORK},
    store::Tenant,
};
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};
use serde::Serialize;

/// One admitted country.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "countries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// Its code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// By the IANA database.
    pub time_zone: String,
    /// That of the last event taken.
    pub version: i64,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const SHARED: bool = true;

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        format!("countries/{}", row.code)
    }
}

/// Keeps the time zone of a country, unless a newer one is kept.
pub async fn keep(scope: &mut Scope, name: &str, version: i64, time_zone: String) -> Result<()> {
    let [code] = names::segments("name", name, "countries/*")?;
    // Of two who tell at the same moment, the second sees what the first told.
    let before = scope.one(scope.find::<Entity>().filter(Column::Code.eq(code)).lock_exclusive()).await?;
    let after = Model { country: NETWORK.into(), code: code.to_owned(), time_zone, version };
    match before {
        None => scope.insert::<Entity>(after).await,
        Some(before) if before.version < version => scope.update::<Entity>(&before, after).await,
        Some(_) => Ok(()),
    }
}

/// The time zone of the scope's country; empty while it is not known.
pub async fn time_zone(scope: &Scope) -> Result<String> {
    let row = scope.one(scope.find::<Entity>().filter(Column::Code.eq(scope.country()))).await?;
    Ok(row.map(|row| row.time_zone).unwrap_or_default())
}
