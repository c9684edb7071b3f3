//! The table of profiles, and the way between row and message.

use std::collections::HashMap;

use platform::{
    error::Result,
    moment,
    personal::{Person, Personal},
    store::{Scope, Tenant},
};
use proto::reviews::v1 as message;
use sea_orm::{Condition, FromJsonQueryResult, QueryFilter, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};

use crate::member;

/// Of one edition: as many as a country has reviewers.
const MOST: u64 = 5_000;

/// One reviewer in one edition.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "reviewer_profiles")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub member: Uuid,
    /// `editions/2020`
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition: String,
    /// The subject of the reviewer: whose row this is.
    pub subject: String,
    /// Empty: every one.
    pub languages: Words,
    /// Empty: all.
    pub categories: Words,
    /// The contract's numbers; empty: all.
    pub tracks: Tracks,
    /// The most reviews; nothing: as the plan has it.
    pub capacity: Option<i32>,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: time::OffsetDateTime,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Codes or ids, as one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Words(pub Vec<String>);

/// Tracks, as one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Tracks(pub Vec<i32>);

impl Tenant for Entity {
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn owner() -> Option<Column> {
        Some(Column::Subject)
    }

    fn resource(row: &Model) -> String {
        format!("{}/profiles/{}", member::rows::name(&row.country, row.member), row.edition.replace('/', "."))
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] =
        &["member", "edition", "subject", "languages", "categories", "tracks", "capacity", "updated_at"];

    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Member.is_in(person.ids("members")))
            .add(Column::Subject.is_in(person.subject.as_deref()))
    }

    /// It says something of the reviewer alone.
    fn goes(_row: &Model) -> bool {
        true
    }
}

/// The profile of a reviewer in an edition, if one is kept.
pub async fn of(scope: &Scope, member: Uuid, edition: &str) -> Result<Option<Model>> {
    scope.one(scope.find::<Entity>().filter(Column::Member.eq(member)).filter(Column::Edition.eq(edition))).await
}

/// All of an edition, by reviewer.
pub async fn of_edition(scope: &Scope, edition: &str) -> Result<HashMap<Uuid, Model>> {
    let found = scope.all(scope.find::<Entity>().filter(Column::Edition.eq(edition)).limit(MOST)).await?;
    Ok(found.into_iter().map(|row| (row.member, row)).collect())
}

/// The row as a message.
pub fn to_message(row: Model) -> message::ReviewerProfile {
    message::ReviewerProfile {
        reviewer: member::rows::name(&row.country, row.member),
        edition: row.edition,
        languages: row.languages.0,
        categories: row.categories.0,
        tracks: row.tracks.0,
        capacity: row.capacity,
        update_time: Some(moment::timestamp(row.updated_at)),
    }
}
