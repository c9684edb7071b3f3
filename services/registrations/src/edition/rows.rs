//! The table of editions, and the way between row and message.

use std::{borrow::Cow, collections::HashMap};

use platform::{
    Error, Result, Scope,
    moment::{from_milliseconds, milliseconds_of, now, timestamp},
    names,
    store::Tenant,
};
use proto::registrations::v1 as message;
use sea_orm::{Condition, FromJsonQueryResult, QueryFilter, entity::prelude::*};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{
    country, country_edition,
    definition::{self, json},
};

/// One edition.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "editions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub version: i64,
    pub title: Words,
    pub question: Words,
    pub categories: Categories,
    pub tracks: Tracks,
    /// Milliseconds since 1970.
    pub opens: i64,
    /// Milliseconds since 1970.
    pub closes: i64,
    pub criteria: Criteria,
    pub countries: Countries,
    pub reviews_per_case: i32,
    pub accept_bar: f64,
    pub screening_items: Items,
    pub create_time: OffsetDateTime,
    pub update_time: OffsetDateTime,
    /// What it asks.
    pub definition: Json,
}

/// A text by language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Words(HashMap<String, String>);

/// Categories: id and titles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Categories(Vec<(String, HashMap<String, String>)>);

/// Tracks by their numbers in the contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Tracks(Vec<i32>);

/// Criteria: id, titles, weight, highest score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Criteria(Vec<(String, HashMap<String, String>, f64, i32)>);

/// Lines of a checklist: id and texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Items(Vec<(String, HashMap<String, String>)>);

/// Names of countries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Countries(Vec<String>);

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
        name(&row.id)
    }
}

/// The resource name of an edition.
pub fn name(id: &str) -> String {
    format!("editions/{id}")
}

/// The edition of this name, if the network has it.
pub async fn known(scope: &Scope, name: &str) -> Result<Option<message::Edition>> {
    let [id] = names::segments("edition", name, "editions/*")?;
    let row = scope.one(scope.find::<Entity>().filter(Column::Id.eq(id))).await?;
    Ok(row.map(to_message))
}

/// The row of this name.
pub async fn expect(scope: &Scope, name: &str) -> Result<Model> {
    let [id] = names::segments("name", name, "editions/*")?;
    scope.expect(scope.find::<Entity>().filter(Column::Id.eq(id)), name).await
}

/// An edition, for an entry from the scope's country: beside it what is known of that country, and what that changes in it.
pub type Entered = (Model, Option<country::rows::Model>, Option<country_edition::rows::Model>);

/// The edition of this name, for an entry from the scope's country. Refuses an edition that there is not, or that the country
/// takes no part in.
pub async fn entered(scope: &Scope, name: &str) -> Result<Entered> {
    let found = beside(scope, name).await?;
    super::takes_country(&found.0.countries.0, scope.country())?;
    Ok(found)
}

/// The same whether the country takes part in it or not.
pub async fn beside(scope: &Scope, name: &str) -> Result<Entered> {
    let [id] = names::segments("edition", name, "editions/*")?;
    let edition = scope.find::<Entity>().filter(Column::Id.eq(id));
    let of_country = Condition::all().add(country::rows::Column::Id.eq(scope.country()));
    let newest = country::rows::Column::Version;
    let changed = Condition::all().add(country_edition::rows::Column::Edition.eq(id));
    let found = scope
        .one_beside::<Entity, country::rows::Entity, country_edition::rows::Entity>(
            edition,
            (of_country, newest),
            changed,
        )
        .await?;
    found.ok_or_else(|| super::not_open("there is no such edition", "no existe esa edición", "essa edição não existe"))
}

/// The definition in a column.
pub fn definition_of(column: &Json) -> Result<Cow<'static, message::Definition>> {
    // A build of before writes nothing for what the platform brings along.
    if column.as_object().is_none_or(serde_json::Map::is_empty) {
        return Ok(Cow::Borrowed(definition::default()?));
    }
    match definition::known(column)? {
        Some(known) => Ok(Cow::Borrowed(known)),
        None => Ok(Cow::Owned(json::read(column)?)),
    }
}

/// A row of an earlier version, as it was kept.
pub fn of_version(column: &Json) -> Result<Model> {
    serde_json::from_value(column.clone()).map_err(Error::internal)
}

/// A new row; a calendar without both ends never gets here through the contract's rules.
pub fn new(country: &str, id: &str, edition: message::Edition, definition: Json) -> Result<Model> {
    let calendar = edition.calendar.unwrap_or_default();
    let end = |moment: Option<prost_types::Timestamp>| {
        moment.as_ref().map(milliseconds_of).ok_or_else(|| Error::internal("a calendar without both ends"))
    };
    let categories = edition.categories.into_iter().map(|category| (category.id, category.titles));
    let criteria = edition.criteria.into_iter();
    let criteria = criteria.map(|line| (line.id, line.titles, line.weight, line.max_score));
    let items = edition.screening_items.into_iter().map(|item| (item.id, item.texts));
    let now = now();
    Ok(Model {
        country: country.into(),
        id: id.into(),
        version: 1,
        title: Words(edition.title),
        question: Words(edition.question),
        categories: Categories(categories.collect()),
        tracks: Tracks(edition.tracks),
        opens: end(calendar.opens)?,
        closes: end(calendar.closes)?,
        criteria: Criteria(criteria.collect()),
        countries: Countries(edition.countries),
        reviews_per_case: edition.reviews_per_case,
        accept_bar: edition.accept_bar,
        screening_items: Items(items.collect()),
        create_time: now,
        update_time: now,
        definition,
    })
}

/// A row as its message.
pub fn to_message(row: Model) -> message::Edition {
    let categories = row.categories.0.into_iter();
    let criteria = row.criteria.0.into_iter();
    let items = row.screening_items.0.into_iter();
    message::Edition {
        name: name(&row.id),
        etag: row.version.to_string(),
        create_time: Some(timestamp(row.create_time)),
        update_time: Some(timestamp(row.update_time)),
        title: row.title.0,
        question: row.question.0,
        categories: categories.map(|(id, titles)| message::Category { id, titles }).collect(),
        tracks: row.tracks.0,
        calendar: Some(message::Calendar {
            opens: Some(from_milliseconds(row.opens)),
            closes: Some(from_milliseconds(row.closes)),
        }),
        criteria: criteria
            .map(|(id, titles, weight, max_score)| message::Criterion { id, titles, weight, max_score })
            .collect(),
        countries: row.countries.0,
        reviews_per_case: row.reviews_per_case,
        accept_bar: row.accept_bar,
        screening_items: items.map(|(id, texts)| message::ScreeningItem { id, texts }).collect(),
    }
}
