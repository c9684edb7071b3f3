//! The tables of erasure requests and of the clocks that countries set, and the way from a row to a message.

use platform::{
    Result, Scope, choice, moment, names,
    personal::{Person, Personal},
    store::{Bond, Tenant},
};
use proto::registrations::v1::{ErasureRequest, erasure_request::State};
use sea_orm::{Condition, FromJsonQueryResult, QueryFilter, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "erasure_requests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    /// Whose data it is; empty where they never came with a token.
    pub subject: String,
    /// Who asked: the person, or the office on their behalf.
    pub requester: String,
    pub names: Names,
    pub state: String,
    pub reason: String,
    /// ISO 8601; empty where the country set no clock.
    pub due_date: String,
    pub create_time: OffsetDateTime,
    pub update_time: OffsetDateTime,
}

/// Resource names of what is the person's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Names(pub Vec<String>);

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const PERSONAL: &'static [&'static str] = &["reason"];
    const SUBJECTS: &'static [&'static str] = &["subject", "requester"];

    fn country() -> Column {
        Column::Country
    }

    fn owner() -> Option<Column> {
        Some(Column::Subject)
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Names(Column::Names)]
    }

    fn resource(row: &Model) -> String {
        name(row)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] =
        &["id", "names", "state", "reason", "due_date", "create_time", "update_time"];

    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Subject.is_in(person.subject.as_deref()))
            .add(Column::Requester.is_in(person.subject.as_deref()))
    }

    /// Who asked for somebody else did so at work.
    fn theirs(row: &Model, person: &Person) -> bool {
        person.is(&row.subject)
    }

    fn speaks_of(row: &Model, person: &Person) -> bool {
        person.is(&row.subject)
    }
}

impl Model {
    /// Where it stands.
    pub fn state(&self) -> State {
        choice::of(&self.state, "STATE_", State::from_str_name)
    }

    /// The request once it is decided.
    pub fn decided(&self, state: State, reason: String) -> Self {
        let state = choice::name(state.as_str_name(), "STATE_");
        Self { version: self.version + 1, state, reason, update_time: moment::now(), ..self.clone() }
    }
}

/// The resource name of a request.
pub fn name(row: &Model) -> String {
    format!("{}/erasureRequests/{}", names::owner(&row.country), row.id)
}

/// The request with this name, read to be changed.
pub async fn locked(scope: &Scope, name: &str) -> Result<Model> {
    let id = match name.starts_with(names::NETWORK) {
        true => names::segments::<1>("name", name, "network/erasureRequests/*")?[0],
        false => names::segments::<2>("name", name, "countries/*/erasureRequests/*")?[1],
    };
    let query = scope.find::<Entity>().filter(Column::Id.eq(names::uuid(name, id)?));
    scope.expect(query.lock_exclusive(), name).await
}

/// The message.
pub fn message(row: Model) -> ErasureRequest {
    ErasureRequest {
        name: name(&row),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.create_time)),
        update_time: Some(moment::timestamp(row.update_time)),
        state: row.state().into(),
        names: row.names.0,
        due_date: row.due_date,
        reason: row.reason,
    }
}

/// Within how many business days a country has to answer.
pub mod clocks {
    use platform::{Result, Scope, store::Tenant};
    use sea_orm::{QueryFilter, entity::prelude::*};
    use serde::Serialize;

    /// One country.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "erasure_clocks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub country: String,
        /// Its code.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub version: i64,
        /// 0: none is set.
        pub business_days: i32,
    }

    /// No relations.
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

    /// The days of the scope's country.
    pub async fn business_days(scope: &Scope) -> Result<i32> {
        let rows = scope.all(scope.find::<Entity>().filter(Column::Id.eq(scope.country()))).await?;
        Ok(rows.into_iter().max_by_key(|row| row.version).map_or(0, |row| row.business_days))
    }
}
