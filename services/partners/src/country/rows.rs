//! The table of countries. Its rows are the network's, so that one admission needs no scope of a country that is not
//! there yet; `code` says which country a row is.

use std::collections::BTreeMap;

use platform::{Scope, moment, names::NETWORK, store::Tenant};
use proto::partners::v1::{Country, country::State};
use sea_orm::{FromJsonQueryResult, Select, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// One country.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "countries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub version: i64,
    pub created_at: time::OffsetDateTime,
    pub updated_at: time::OffsetDateTime,
    pub display_names: DisplayNames,
    pub languages: Languages,
    pub default_language: String,
    pub time_zone: String,
    pub office_email: String,
    /// Addresses, a line each, that wait for an invitation.
    pub first_admins: String,
}

/// Names by language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct DisplayNames(pub BTreeMap<String, String>);

/// Codes of languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Languages(pub Vec<String>);

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const SHARED: bool = true;
    const PERSONAL: &'static [&'static str] = &["office_email", "first_admins"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        name(&row.code)
    }
}

/// The resource name of a country.
pub fn name(code: &str) -> String {
    format!("countries/{code}")
}

/// The country with this code, from any scope.
pub fn by_code(scope: &Scope, code: &str) -> Select<Entity> {
    scope.find::<Entity>().filter(Column::Code.eq(code))
}

/// A row at its first version.
pub fn new(code: String, country: Country, first_admins: &[String]) -> Model {
    let now = moment::now();
    Model {
        country: NETWORK.into(),
        code,
        version: 1,
        created_at: now,
        updated_at: now,
        display_names: DisplayNames(country.display_names.into_iter().collect()),
        languages: Languages(country.languages),
        default_language: country.default_language,
        time_zone: country.time_zone,
        office_email: country.office_email,
        first_admins: first_admins.join("\n"),
    }
}

/// The message, without the office's address: anyone may read a country.
pub fn message(row: Model) -> Country {
    Country {
        name: name(&row.code),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        display_names: row.display_names.0.into_iter().collect(),
        languages: row.languages.0,
        default_language: row.default_language,
        time_zone: row.time_zone,
        office_email: String::new(),
        state: State::Active.into(),
        settings: None,
    }
}
