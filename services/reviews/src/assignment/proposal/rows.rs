//! The table of proposals, and the way between row and message.

use platform::{
    error::Result,
    moment, names,
    personal::{Person, Personal},
    store::{Scope, Tenant},
};
use proto::reviews::v1 as message;
use sea_orm::{Condition, QueryFilter, QuerySelect, entity::prelude::*};
use serde::Serialize;

use super::{Purpose, State};

/// One proposal.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "proposals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `editions/2020`
    pub edition: String,
    pub purpose: Purpose,
    pub state: State,
    /// Who computed it.
    pub subject: String,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: time::OffsetDateTime,
    pub version: i64,
    /// Whether one whom another country lends was wished for each case.
    pub lent_wished: bool,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        row.name()
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["id", "edition", "purpose", "state", "subject", "created_at"];

    /// Those that the person computed for an office.
    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Subject.is_in(person.subject.as_deref()))
    }
}

impl Model {
    /// One that somebody computed just now.
    pub fn new(scope: &Scope, edition: &str, purpose: Purpose) -> Self {
        let now = moment::now();
        Self {
            country: scope.country().to_owned(),
            id: Uuid::now_v7(),
            edition: edition.to_owned(),
            purpose,
            state: State::Draft,
            subject: scope.subject().to_owned(),
            created_at: now,
            updated_at: now,
            version: 1,
            lent_wished: false,
        }
    }

    /// The resource name.
    pub fn name(&self) -> String {
        format!("countries/{}/proposals/{}", self.country, self.id)
    }

    /// The same one version on.
    pub fn next(&self, state: State) -> Self {
        Self { state, version: self.version + 1, updated_at: moment::now(), ..self.clone() }
    }
}

/// The proposal of this name.
pub async fn proposal(scope: &Scope, name: &str) -> Result<Model> {
    scope.expect(scope.find::<Entity>().filter(Column::Id.eq(id(name)?)), name).await
}

/// The same, locked until the end of the transaction.
pub async fn locked(scope: &Scope, name: &str) -> Result<Model> {
    scope.expect(scope.find::<Entity>().filter(Column::Id.eq(id(name)?)).lock_exclusive(), name).await
}

fn id(name: &str) -> Result<Uuid> {
    let [_, id] = names::segments::<2>("name", name, "countries/*/proposals/*")?;
    names::uuid(name, id)
}

/// The row as a message, without its sums.
pub fn to_message(row: Model) -> message::AssignmentProposal {
    message::AssignmentProposal {
        name: row.name(),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        edition: row.edition,
        state: row.state.message().into(),
        purpose: row.purpose.message().into(),
        subject: row.subject,
        lent_wished: row.lent_wished,
        ..Default::default()
    }
}
