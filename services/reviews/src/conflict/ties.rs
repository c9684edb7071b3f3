//! The table of ties of institutions to organisations, as an office recorded them.

use platform::{
    error::Result,
    moment,
    personal::{Person, Personal},
    store::{Scope, Tenant},
};
use proto::reviews::v1 as message;
use sea_orm::{Condition, QueryFilter, QuerySelect, entity::prelude::*};
use serde::Serialize;

use super::Kind;

/// No office records more than this.
const MOST: u64 = 10_000;

/// One tie.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "ties")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `institutions/micm`
    pub institution: String,
    pub organisation: String,
    /// Empty: none is known.
    pub organisation_domain: String,
    pub kind: Kind,
    pub words: String,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    /// When it ended; nothing: it binds.
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended_at: Option<time::OffsetDateTime>,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    /// An enterprise may be one person.
    const PERSONAL: &'static [&'static str] = &["organisation", "organisation_domain", "words"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        name(row)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["id", "institution", "organisation", "kind", "created_at"];

    /// It is of an organisation, which may have no registration: found by its own name alone.
    fn about(person: &Person) -> Condition {
        Condition::any().add(Column::Id.is_in(person.ids("ties")))
    }
}

/// The resource name of a tie.
pub fn name(row: &Model) -> String {
    format!("countries/{}/ties/{}", row.country, row.id)
}

/// Those of the country that bind.
pub async fn binding(scope: &Scope) -> Result<Vec<Model>> {
    scope.all(scope.find::<Entity>().filter(Column::EndedAt.is_null()).limit(MOST)).await
}

/// The row as a message.
pub fn to_message(row: Model) -> message::Tie {
    message::Tie {
        name: name(&row),
        create_time: Some(moment::timestamp(row.created_at)),
        institution: row.institution,
        organisation: row.organisation,
        organisation_domain: row.organisation_domain,
        kind: row.kind.message().into(),
        words: row.words,
        end_time: row.ended_at.map(moment::timestamp),
    }
}
