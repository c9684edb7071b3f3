//! The table of countries. Its rows are the network's, so that one admission needs no scope of a country that is not
//! there yet; `code` says which country a row is.

use std::collections::BTreeMap;

use platform::{
    Result, Scope, choice, moment,
    names::{self, NETWORK},
    store::Tenant,
};
use proto::partners::v1::{Country, country::State};
use sea_orm::{FromJsonQueryResult, QuerySelect, Select, entity::prelude::*};
use serde::{Deserialize, Serialize};

use super::settings::Settings;

/// The version that its admission is told with. What its office set on admission is told with the next.
pub const ADMITTED: i64 = 1;
const STATE: &str = "STATE_";

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
    pub settings: Settings,
    /// Where it stands in its life, `ACTIVE`.
    pub state: String,
    /// Why it is suspended.
    pub suspended_for: String,
    /// Who asked that it be erased; empty while nobody does.
    pub erasure_asked_by: String,
    pub erasure_asked_at: Option<time::OffsetDateTime>,
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

/// A state as the table keeps it, `ACTIVE`.
pub fn state_text(state: State) -> String {
    choice::name(state.as_str_name(), STATE)
}

/// The country with this code, from any scope.
pub fn by_code(scope: &Scope, code: &str) -> Select<Entity> {
    scope.find::<Entity>().filter(Column::Code.eq(code))
}

/// The country with this name, read to be changed.
pub async fn lock(scope: &Scope, name: &str) -> Result<Model> {
    let [code] = names::segments("name", name, "countries/*")?;
    scope.expect(by_code(scope, code).lock_exclusive(), name).await
}

impl Model {
    /// Where it stands in its life.
    pub fn state(&self) -> State {
        choice::of(&self.state, STATE, State::from_str_name)
    }

    /// The same at its next version and in another state.
    pub fn changed_to(&self, state: State) -> Self {
        Self { state: state_text(state), ..self.changed() }
    }

    /// What is left of it when it is erased: that it was there, by its name.
    pub fn tombstone(&self) -> Self {
        Self {
            office_email: String::new(),
            first_admins: String::new(),
            settings: Settings::default(),
            suspended_for: String::new(),
            erasure_asked_by: String::new(),
            erasure_asked_at: None,
            ..self.changed_to(State::Erased)
        }
    }

    /// The same at its next version.
    pub fn changed(&self) -> Self {
        Self { version: self.version + 1, updated_at: moment::now(), ..self.clone() }
    }
}

/// A row as it is admitted.
pub fn new(code: String, country: Country, first_admins: &[String]) -> Model {
    let now = moment::now();
    Model {
        country: NETWORK.into(),
        code,
        version: ADMITTED + 1,
        created_at: now,
        updated_at: now,
        display_names: DisplayNames(country.display_names.into_iter().collect()),
        languages: Languages(country.languages),
        default_language: country.default_language,
        time_zone: country.time_zone,
        office_email: country.office_email,
        first_admins: first_admins.join("\n"),
        settings: Settings::default().changed_to(country.settings.unwrap_or_default()),
        state: state_text(State::Active),
        suspended_for: String::new(),
        erasure_asked_by: String::new(),
        erasure_asked_at: None,
    }
}

/// The message, without the office's address: anyone may read a country.
pub fn message(row: Model) -> Country {
    let state = row.state();
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
        state: state.into(),
        settings: Some(row.settings.message()),
        suspend_reason: row.suspended_for,
        erasure_request_time: row.erasure_asked_at.map(moment::timestamp),
    }
}
