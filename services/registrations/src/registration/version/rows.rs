//! The table of versions, and the way from a row to a message.

use std::collections::HashSet;

use platform::{
    Result, Scope,
    moment::timestamp,
    personal::{Person, Personal},
    store::{Bond, Tenant},
};
use proto::registrations::v1::{Registration, RegistrationVersion};
use sea_orm::{Condition, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::Serialize;
use time::OffsetDateTime;

use super::{content, message};
use crate::registration::{self, answers};

/// What one submission handed in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "registration_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub registration: Uuid,
    /// 1 for the first submission.
    pub number: i32,
    /// Whose the registration was: the subject of its applicant, or `office:do`.
    pub owner: String,
    /// By the names of the contract; empty once it is erased.
    pub content: Json,
    pub create_time: OffsetDateTime,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const PERSONAL: &'static [&'static str] = &["content"];
    const SUBJECTS: &'static [&'static str] = &["owner"];

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
    const EXPORTED: &'static [&'static str] = &["id", "registration", "number", "content", "create_time"];

    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Registration.is_in(person.ids("registrations")))
            .add(Column::Owner.is_in(person.subject.as_deref()))
    }
}

/// Keeps what a registration hands in at this moment, as its newest version. The audit log has the changes that it came by.
pub fn add(scope: &mut Scope, registration: &registration::rows::Model) -> Result<()> {
    let row = Model {
        country: registration.country.clone(),
        id: Uuid::now_v7(),
        registration: registration.id,
        number: registration.versions,
        owner: registration.owner.clone(),
        content: content(&registration::rows::to_message(registration.clone()))?,
        create_time: registration.update_time,
    };
    scope.derive::<Entity>(&row)
}

/// The versions of a registration. Whoever reaches the registration reaches them.
pub fn of(scope: &Scope, registration: Uuid) -> Select<Entity> {
    scope.find::<Entity>().filter(Column::Registration.eq(registration))
}

/// What a registration handed in with the version of this number. Nothing where it was not kept, or its words are erased.
pub async fn of_number(scope: &Scope, registration: Uuid, number: i32) -> Result<Option<Registration>> {
    words(scope.one(of(scope, registration).filter(Column::Number.eq(number))).await?)
}

/// What a registration handed in last. Nothing where no version was kept, or its words are erased.
pub async fn newest(scope: &Scope, registration: Uuid) -> Result<Option<Registration>> {
    words(scope.one(of(scope, registration).order_by_desc(Column::Number).limit(1)).await?)
}

fn words(row: Option<Model>) -> Result<Option<Registration>> {
    row.filter(|row| !is_erased(row)).map(|row| message(&row.content)).transpose()
}

/// The files that versions of a registration name as their answers, by their ids.
pub async fn files(scope: &Scope, registration: Uuid) -> Result<HashSet<Uuid>> {
    let mut files = HashSet::new();
    for row in scope.all(of(scope, registration)).await?.iter().filter(|row| !is_erased(row)) {
        files.extend(answers::files(&message(&row.content)?.answers));
    }
    Ok(files)
}

/// The resource name of a version.
pub fn name(row: &Model) -> String {
    format!("{}/versions/{}", registration::rows::name(&row.country, row.registration), row.number)
}

fn is_erased(row: &Model) -> bool {
    row.content.as_object().is_none_or(serde_json::Map::is_empty)
}

/// The message; without what was handed in where that is hidden or erased.
pub fn to_message(row: &Model, hidden: bool) -> Result<RegistrationVersion> {
    Ok(RegistrationVersion {
        name: name(row),
        number: row.number,
        create_time: Some(timestamp(row.create_time)),
        registration: if hidden || is_erased(row) { None } else { Some(message(&row.content)?) },
    })
}
