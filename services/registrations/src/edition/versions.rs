//! The table of earlier versions: of the network's editions, and of what countries change in them. A version that is over is
//! never changed.

use platform::{Result, Scope, moment::now, store::Tenant};
use sea_orm::{QueryFilter, entity::prelude::*};
use serde::Serialize;
use time::OffsetDateTime;

use super::rows;
use crate::country_edition;

/// One version, by then replaced.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "edition_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// The id of the edition.
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    /// The row as it stood.
    pub kept: Json,
    pub replace_time: OffsetDateTime,
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
        let name = match row.country.as_str() {
            platform::names::NETWORK => rows::name(&row.edition),
            country => country_edition::rows::name(country, &row.edition),
        };
        format!("{name}/versions/{}", row.version)
    }
}

/// Keeps a version of an edition, or of what the scope's country changes in one, before another is put in its place.
pub async fn keep(scope: &mut Scope, edition: &str, version: i64, kept: Json) -> Result<()> {
    let row =
        Model { country: scope.country().to_owned(), edition: edition.to_owned(), version, kept, replace_time: now() };
    scope.insert::<Entity>(row).await
}

/// What was kept of a version of this owner: the network, or a country.
pub async fn find(scope: &Scope, country: &str, edition: &str, version: i64) -> Result<Option<Json>> {
    let query = scope
        .find::<Entity>()
        .filter(Column::Country.eq(country))
        .filter(Column::Edition.eq(edition))
        .filter(Column::Version.eq(version));
    Ok(scope.one(query).await?.map(|row| row.kept))
}
