//! The table of translations, and the way between row and message.

use platform::{
    Error, Result, Scope, choice, moment, names,
    personal::{Person, Personal},
    store::{Bond, Tenant},
};
use proto::registrations::v1::{Translation, translation::Origin};
use sea_orm::{Condition, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::Serialize;
use time::OffsetDateTime;

use super::MOST;
use crate::{
    catalogue::words::{self, Translated, Words},
    registration,
};

/// One language of one registration.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "translations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub registration: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub language: String,
    pub version: i64,
    pub origin: String,
    /// Empty where a person translated.
    pub engine: String,
    /// The subject of whoever recorded it.
    pub actor: String,
    pub title: String,
    pub summary: String,
    pub problem: String,
    pub description: String,
    /// The original was changed since.
    pub outdated: bool,
    pub create_time: OffsetDateTime,
    pub update_time: OffsetDateTime,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const PERSONAL: &'static [&'static str] = &["title", "summary", "problem", "description"];
    const SUBJECTS: &'static [&'static str] = &["actor"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Id(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        name(row)
    }

    fn person(row: &Model) -> String {
        registration::rows::name(&row.country, row.registration)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &[
        "registration",
        "language",
        "origin",
        "engine",
        "title",
        "summary",
        "problem",
        "description",
        "create_time",
        "update_time",
    ];

    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Registration.is_in(person.ids("registrations")))
            .add(Column::Actor.is_in(person.subject.as_deref()))
    }

    /// The words are those of the registration's applicant, whoever wrote them down.
    fn theirs(row: &Model, person: &Person) -> bool {
        person.ids("registrations").contains(&row.registration)
    }

    fn speaks_of(row: &Model, person: &Person) -> bool {
        person.ids("registrations").contains(&row.registration)
    }
}

/// The resource name of a translation.
pub fn name(row: &Model) -> String {
    format!("{}/translations/{}", registration::rows::name(&row.country, row.registration), row.language)
}

/// The names of the registration and the language in the name of a translation.
pub fn parts(name: &str) -> Result<(String, String)> {
    let [country, registration, language] =
        names::segments("name", name, "countries/*/registrations/*/translations/*")?;
    let registration = registration::rows::name(country, names::uuid(name, registration)?);
    Ok((registration, language.to_owned()))
}

/// The translation of a registration into this language, read to be changed. Its registration is locked before.
pub async fn of_language(scope: &Scope, registration: Uuid, language: &str) -> Result<Option<Model>> {
    let query = scope.find::<Entity>().filter(Column::Registration.eq(registration));
    scope.one(query.filter(Column::Language.eq(language)).lock_exclusive()).await
}

/// All translations of these registrations, in the order of their languages.
pub async fn of(scope: &Scope, registrations: &[Uuid]) -> Result<Vec<Model>> {
    if registrations.is_empty() {
        return Ok(Vec::new());
    }
    let most = u64::try_from(registrations.len()).map_err(Error::internal)?.saturating_mul(MOST);
    let query = scope.find::<Entity>().filter(Column::Registration.is_in(registrations.iter().copied()));
    scope.all(query.order_by_asc(Column::Language).limit(most)).await
}

/// The public words of a registration in other languages.
pub async fn public(scope: &Scope, registration: Uuid) -> Result<Translated> {
    let rows = of(scope, &[registration]).await?.into_iter();
    let said = rows.filter(|row| !row.title.is_empty() || !row.summary.is_empty()).map(|row| Words {
        language: row.language,
        title: row.title,
        summary: row.summary,
        origin: row.origin,
        update_time: row.update_time,
        outdated: row.outdated,
    });
    Ok(Translated(said.collect()))
}

/// Marks what was translated from other words than a registration has now.
pub async fn outdate(scope: &mut Scope, registration: Uuid) -> Result<()> {
    for before in of(scope, &[registration]).await?.into_iter().filter(|row| !row.outdated) {
        let after = Model { outdated: true, version: before.version + 1, ..before.clone() };
        scope.update::<Entity>(&before, after).await?;
    }
    words::follow(scope, registration).await
}

/// The message.
pub fn message(row: Model) -> Translation {
    Translation {
        name: name(&row),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.create_time)),
        update_time: Some(moment::timestamp(row.update_time)),
        origin: choice::of(&row.origin, "ORIGIN_", Origin::from_str_name).into(),
        engine: row.engine,
        actor: row.actor,
        title: row.title,
        summary: row.summary,
        problem: row.problem,
        description: row.description,
        outdated: row.outdated,
    }
}
