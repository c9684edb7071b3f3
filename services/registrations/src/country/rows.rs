//! The projection of countries. A row stands where its event came from: in the network, or in the country itself.
//!
//! What the office set and where the country stands are told by different events, which may come in any order; each has a
//! version of its own here.

use std::collections::{BTreeSet, HashMap};

use platform::{Error, Result, Scope, choice, names, store::Tenant};
use proto::partners::v1::{CatalogueVisibility, country::State};
use sea_orm::{FromJsonQueryResult, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// One admitted country.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "countries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// Its code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The version of the country that its settings are of.
    pub version: i64,
    pub default_language: String,
    pub languages: Languages,
    pub time_zone: String,
    /// 0: it has no notice.
    pub notice_version: i32,
    /// The languages that its notice has a text in.
    pub notice_languages: Languages,
    /// Days after which drafts are removed. 0: never.
    pub draft_days: i32,
    /// Days after which people are removed from what came to nothing. 0: never.
    pub closed_days: i32,
    /// Who sees its entries of the catalogue, `NETWORK`; empty or unset: everybody.
    pub catalogue_visibility: String,
    /// The version of the country that its state is of.
    pub state_version: i64,
    /// Where it stands, `ACTIVE` or `SUSPENDED`.
    pub state: String,
    /// What it is called; nothing while that was not told.
    pub names: Names,
}

/// Codes of languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Languages(pub Vec<String>);

/// What a country is called, in each of the languages, and each name once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Names(pub Vec<String>);

impl Names {
    /// Of names by language.
    pub fn of(by_language: HashMap<String, String>) -> Self {
        let names: BTreeSet<String> = by_language.into_values().collect();
        Self(names.into_iter().collect())
    }
}

/// What the office of a country set, as far as registrations need it.
#[derive(Default)]
pub struct Settings {
    /// The languages of the office.
    pub languages: Vec<String>,
    /// The language for whoever chose none.
    pub default_language: String,
    /// By the IANA database. Empty while it is not known here.
    pub time_zone: String,
    /// 0: it has no notice.
    pub notice_version: i32,
    /// The languages that its notice has a text in.
    pub notice_languages: Vec<String>,
    /// Days after which drafts are removed. 0: never.
    pub draft_days: i32,
    /// Days after which people are removed from what came to nothing. 0: never.
    pub closed_days: i32,
    /// Who sees its entries of the catalogue. Empty while it is not known here.
    pub catalogue_visibility: String,
    /// What it is called.
    pub names: Names,
}

/// What the names of visibilities begin with.
pub const VISIBILITY: &str = "CATALOGUE_VISIBILITY_";

impl Model {
    /// Who sees its entries of the catalogue.
    pub fn visibility(&self) -> CatalogueVisibility {
        choice::of(&self.catalogue_visibility, VISIBILITY, CatalogueVisibility::from_str_name)
    }
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

impl Model {
    /// Whether nothing but what its staff reads goes on there.
    pub fn is_suspended(&self) -> bool {
        choice::of(&self.state, "STATE_", State::from_str_name) == State::Suspended
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
        country: scope.country().to_owned(),
        id: code.to_owned(),
        version,
        default_language: settings.default_language,
        languages: Languages(settings.languages),
        time_zone: settings.time_zone,
        notice_version: settings.notice_version,
        notice_languages: Languages(settings.notice_languages),
        draft_days: settings.draft_days,
        closed_days: settings.closed_days,
        catalogue_visibility: settings.catalogue_visibility,
        state_version,
        state,
        names: settings.names,
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

/// The row in the very place of the scope.
async fn here(scope: &Scope, name: &str) -> Result<Option<Model>> {
    let [code] = names::segments("name", name, "countries/*")?;
    let query = scope.find::<Entity>().filter(Column::Id.eq(code)).filter(Column::Country.eq(scope.country()));
    scope.one(query).await
}

/// The newest that is known of the scope's country; nothing while it was not heard of.
pub async fn newest(scope: &Scope) -> Result<Option<Model>> {
    let query = scope.find::<Entity>().filter(Column::Id.eq(scope.country()));
    scope.one(query.order_by_desc(Column::Version).limit(1)).await
}

/// The newest that is known of the scope's country, or of each where the scope reads across them. A country may be told of
/// twice, from the network and from itself.
pub async fn newest_of_all(scope: &Scope) -> Result<Vec<Model>> {
    let mut query = scope.find::<Entity>().order_by_asc(Column::Id).order_by_desc(Column::Version);
    if !scope.country().is_empty() {
        query = query.filter(Column::Id.eq(scope.country()));
    }
    let mut rows = scope.all(query).await?;
    rows.dedup_by(|later, first| later.id == first.id);
    Ok(rows)
}

/// What each country of the network is called, by its code: all that is told here of it, by the network and by itself.
pub async fn names(scope: &Scope) -> Result<HashMap<String, Vec<String>>> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for row in scope.all(scope.find::<Entity>()).await? {
        found.entry(row.id).or_default().extend(row.names.0);
    }
    Ok(found)
}

/// The language for whoever chose none in the scope's country; empty while the country is not known here.
pub async fn default_language(scope: &Scope) -> Result<String> {
    Ok(newest(scope).await?.map(|row| row.default_language).unwrap_or_default())
}

/// The language that somebody chose, or that of the country for whoever chose none.
pub async fn language_for(scope: &Scope, chosen: &str) -> Result<String> {
    if chosen.is_empty() { default_language(scope).await } else { Ok(chosen.to_owned()) }
}
