//! The table of decisions, and the way between row and message.

use platform::{
    error::Result,
    moment,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1 as message;
use sea_orm::{Condition, QueryFilter, entity::prelude::*};
use serde::Serialize;

use super::{Outcome, State};
use crate::case;

/// One decision.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "decisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    /// `countries/do/registrations/{uuid}`
    pub registration: String,
    /// `editions/2020`
    pub edition: String,
    pub outcome: Outcome,
    pub reason: String,
    pub overridden: bool,
    pub state: State,
    #[serde(with = "time::serde::rfc3339::option")]
    pub released_at: Option<time::OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: time::OffsetDateTime,
    pub version: i64,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    /// Free text may name people.
    const PERSONAL: &'static [&'static str] = &["reason"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        name(&row.country, row.id)
    }

    /// The applicant, whom it was decided on.
    fn person(row: &Model) -> String {
        row.registration.clone()
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["id", "registration", "edition", "outcome", "reason", "released_at"];

    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Registration.is_in(&person.names))
    }

    /// Not before it is released.
    fn theirs(row: &Model, _person: &Person) -> bool {
        row.state == State::Released
    }
}

/// The resource name of a decision.
pub fn name(country: &str, id: Uuid) -> String {
    format!("countries/{country}/decisions/{id}")
}

/// The decision that counts for a case, if one is prepared or released.
pub async fn of_case(scope: &Scope, of: &case::rows::Model) -> Result<Option<Model>> {
    match of.decision {
        Some(id) => scope.one(scope.find::<Entity>().filter(Column::Id.eq(id))).await,
        None => Ok(None),
    }
}

impl Model {
    /// The same decision one version on, to be changed further.
    pub fn next(&self) -> Self {
        Self { version: self.version + 1, updated_at: moment::now(), ..self.clone() }
    }

    /// The outcome that the applicant was told, if any.
    pub fn released_outcome(&self) -> Option<Outcome> {
        (self.state == State::Released).then_some(self.outcome)
    }
}

/// The row as a message.
pub fn to_message(row: Model) -> message::Decision {
    message::Decision {
        name: name(&row.country, row.id),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        case: case::rows::name(&row.country, row.case_id),
        registration: row.registration,
        edition: row.edition,
        outcome: row.outcome.message() as i32,
        reason: row.reason,
        overridden: row.overridden,
        state: row.state.message() as i32,
        release_time: row.released_at.map(moment::timestamp),
    }
}
