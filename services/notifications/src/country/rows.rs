//! The table of countries: rows of the network, read from inside every country.

use platform::{
    Error, Result, Scope,
    names::{NETWORK, segments},
    store::Tenant,
};
use sea_orm::{QuerySelect, entity::prelude::*};
use serde::Serialize;

/// One country.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "countries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub version: i64,
    pub default_language: String,
}

/// No relations.
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

/// Keeps what is newer.
pub async fn keep(scope: &mut Scope, name: &str, version: i64, default_language: String) -> Result<()> {
    let [code] = segments::<1>("name", name, "countries/*")?;
    let after = Model { country: NETWORK.into(), code: code.into(), version, default_language };
    // Of two who tell at the same moment, the second sees what the first told.
    let before = scope.one(scope.find::<Entity>().filter(Column::Code.eq(code)).lock_exclusive()).await?;
    match before {
        None => scope.insert::<Entity>(after).await,
        Some(before) if before.version < version => scope.update::<Entity>(&before, after).await,
        Some(_) => Ok(()),
    }
}

/// The language of the scope's country for whoever chose none.
pub async fn default_language(scope: &Scope) -> Result<String> {
    let query = scope.find::<Entity>().filter(Column::Code.eq(scope.country()));
    let row = scope.one(query).await?.ok_or_else(|| Error::late("country.admitted"))?;
    Ok(row.default_language)
}
