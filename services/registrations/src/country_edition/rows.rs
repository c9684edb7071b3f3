//! The table of country editions, as they stand, and the way between row and message.

use platform::{
    Error, Result, Scope,
    moment::{now, timestamp},
    names,
    store::Tenant,
};
use proto::registrations::v1::CountryEdition;
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::Local;
use crate::{definition::json, edition};

/// What one country changes in one edition.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "country_editions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// The id of the edition.
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition: String,
    pub version: i64,
    /// The time zone that its calendar was read by.
    pub time_zone: String,
    /// Milliseconds since 1970; null where it opens with the network.
    pub opens: Option<i64>,
    /// Milliseconds since 1970; null where it closes with the network.
    pub closes: Option<i64>,
    /// The message, without what the server sets.
    pub changes: Json,
    pub create_time: OffsetDateTime,
    pub update_time: OffsetDateTime,
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
        name(&row.country, &row.edition)
    }
}

impl Model {
    /// The first version of what a country changes.
    pub fn first(country: &str, edition: &str, of: CountryEdition, local: Local, time_zone: String) -> Result<Self> {
        let now = now();
        Ok(Self {
            country: country.to_owned(),
            edition: edition.to_owned(),
            version: 1,
            time_zone,
            opens: local.opens,
            closes: local.closes,
            changes: json::of(&bare(of))?,
            create_time: now,
            update_time: now,
        })
    }

    /// Its calendar, where it has one of its own.
    pub fn local(&self) -> Local {
        Local { opens: self.opens, closes: self.closes }
    }

    /// The row as its message.
    pub fn message(&self) -> Result<CountryEdition> {
        let content: CountryEdition = json::read(&self.changes)?;
        Ok(CountryEdition {
            name: name(&self.country, &self.edition),
            etag: self.version.to_string(),
            create_time: Some(timestamp(self.create_time)),
            update_time: Some(timestamp(self.update_time)),
            version: self.version,
            ..content
        })
    }
}

/// The message without what the server sets.
fn bare(message: CountryEdition) -> CountryEdition {
    CountryEdition {
        name: String::new(),
        etag: String::new(),
        create_time: None,
        update_time: None,
        version: 0,
        ..message
    }
}

/// The resource name of an edition in a country.
pub fn name(country: &str, edition: &str) -> String {
    format!("countries/{country}/editions/{edition}")
}

/// The name of the network's edition in the name of one in a country.
pub fn of_network(field: &str, name: &str) -> Result<String> {
    let [_, id] = names::segments(field, name, "countries/*/editions/*")?;
    Ok(edition::rows::name(id))
}

/// What the scope's country changes in the edition of this id.
pub async fn find(scope: &Scope, edition: &str) -> Result<Option<Model>> {
    scope.one(scope.find::<Entity>().filter(Column::Edition.eq(edition))).await
}

/// The same, locked until the end of the transaction.
pub async fn locked(scope: &Scope, edition: &str) -> Result<Option<Model>> {
    scope.one(scope.find::<Entity>().filter(Column::Edition.eq(edition)).lock_exclusive()).await
}

/// A row of an earlier version, as it was kept.
pub fn of_version(column: &Json) -> Result<Model> {
    serde_json::from_value(column.clone()).map_err(Error::internal)
}
