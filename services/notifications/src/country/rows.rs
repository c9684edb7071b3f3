//! The table of countries: rows of the network, read from inside every country.
//!
//! What the office set and where the country stands are told by different events, which may come in any order; each has a
//! version of its own here.

use platform::{
    Error, Result, Scope, choice,
    names::{self, NETWORK},
    store::Tenant,
};
use proto::partners::v1::country::State;
use sea_orm::{FromJsonQueryResult, QueryFilter, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// One admitted country.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "countries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// Its code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// The version of the country that its settings are of.
    pub version: i64,
    pub default_language: String,
    pub languages: Languages,
    pub time_zone: String,
    /// Days after which letters that were sent or failed are removed. 0: never.
    pub notification_days: i32,
    /// The version of the country that its state is of.
    pub state_version: i64,
    /// Where it stands, `ACTIVE` or `SUSPENDED`.
    pub state: String,
}

/// Codes of languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Languages(pub Vec<String>);

/// What the office of a country set, as far as letters need it.
#[derive(Default)]
pub struct Settings {
    /// The languages of the office.
    pub languages: Vec<String>,
    /// The language for whoever chose none.
    pub default_language: String,
    /// By the IANA database. Empty while it is not known here.
    pub time_zone: String,
    /// Days after which letters that were sent or failed are removed. 0: never.
    pub notification_days: i32,
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
        format!("countries/{}", row.code)
    }
}

/// Keeps the settings of a country, unless newer ones are kept.
pub async fn keep(scope: &mut Scope, name: &str, version: i64, settings: Settings) -> Result<()> {
    let before = here(scope, name).await?;
    let [code] = names::segments("name", name, "countries/*")?;
    let (state_version, state) = match &before {
        Some(before) => (before.state_version, before.state.clone()),
        None => (0, choice::name(State::Active.as_str_name(), "STATE_")),
    };
    let after = Model {
        country: NETWORK.into(),
        code: code.to_owned(),
        version,
        default_language: settings.default_language,
        languages: Languages(settings.languages),
        time_zone: settings.time_zone,
        notification_days: settings.notification_days,
        state_version,
        state,
    };
    match before {
        None => scope.insert::<Entity>(after).await,
        Some(before) if before.version < version => scope.update::<Entity>(&before, after).await,
        Some(_) => Ok(()),
    }
}

/// Keeps where a country stands, unless something newer is kept.
pub async fn stand(scope: &mut Scope, name: &str, version: i64, state: State) -> Result<()> {
    let before = here(scope, name).await?.ok_or_else(|| Error::late("country.admitted"))?;
    if before.state_version >= version {
        return Ok(());
    }
    let state = choice::name(state.as_str_name(), "STATE_");
    scope.update::<Entity>(&before, Model { state_version: version, state, ..before.clone() }).await
}

async fn here(scope: &Scope, name: &str) -> Result<Option<Model>> {
    let [code] = names::segments("name", name, "countries/*")?;
    // Of two who tell at the same moment, the second sees what the first told.
    scope.one(scope.find::<Entity>().filter(Column::Code.eq(code)).lock_exclusive()).await
}

/// The language of the scope's country for whoever chose none; the network has none, and empty.
pub async fn default_language(scope: &Scope) -> Result<String> {
    if scope.country() == NETWORK {
        return Ok(String::new());
    }
    let query = scope.find::<Entity>().filter(Column::Code.eq(scope.country()));
    let row = scope.one(query).await?.ok_or_else(|| Error::late("country.admitted"))?;
    Ok(row.default_language)
}

/// The time zone of the scope's country, which a letter waits for; empty in a country that was admitted
/// before its time zone was told, until its office sets something.
pub async fn time_zone(scope: &Scope) -> Result<String> {
    let row = scope.one(scope.find::<Entity>().filter(Column::Code.eq(scope.country()))).await?;
    row.map(|row| row.time_zone).ok_or_else(|| Error::late("country.admitted"))
}
