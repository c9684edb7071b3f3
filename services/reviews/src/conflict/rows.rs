//! The table of conflicts, and the way from row to message.

use std::collections::HashMap;

use platform::{
    error::Result,
    moment, names,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1 as message;
use sea_orm::{Condition, QueryFilter, QueryOrder, entity::prelude::*};
use serde::Serialize;

use super::{Basis, Kind, Origin, State, found::Found};

/// Registrations that are asked for in one query: SQLite takes 32,000.
const AT_ONCE: usize = 5_000;

/// One conflict.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "conflicts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `countries/do/registrations/{uuid}`
    pub registration: String,
    /// `countries/do/members/{uuid}` or `institutions/micm`; empty: named in words alone.
    pub holder: String,
    pub kind: Kind,
    pub origin: Origin,
    pub basis: Option<Basis>,
    pub state: State,
    /// Whether the office ruled on it.
    pub pinned: bool,
    pub words: String,
    pub ruling_words: String,
    /// Who ruled; empty: nobody.
    pub ruler: String,
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
    const PERSONAL: &'static [&'static str] = &["words", "ruling_words"];
    const SUBJECTS: &'static [&'static str] = &["ruler"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        row.name()
    }

    /// The applicant, with whom it is.
    fn older_person(row: &Model) -> String {
        row.registration.clone()
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["id", "registration", "kind", "origin", "state", "words", "created_at"];

    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Registration.is_in(&person.names))
            .add(Column::Holder.is_in(&person.names))
            .add(Column::Ruler.is_in(person.subject.as_deref()))
    }

    /// To each what they said themselves: who is told of what was found learns of an entry that is hidden from them.
    fn theirs(row: &Model, person: &Person) -> bool {
        match row.origin {
            Origin::NamedByApplicant => person.names.contains(&row.registration),
            Origin::Declared => person.names.contains(&row.holder),
            Origin::Found | Origin::Ruled => false,
        }
    }

    /// What was said stays when whoever ruled on it goes.
    fn speaks_of(row: &Model, person: &Person) -> bool {
        person.names.contains(&row.registration) || person.names.contains(&row.holder)
    }
}

impl Model {
    /// One of somebody with a registration, as it becomes known.
    pub fn new(country: &str, registration: &str, holder: &str, kind: Kind, origin: Origin) -> Self {
        let now = moment::now();
        Self {
            country: country.into(),
            id: Uuid::now_v7(),
            registration: registration.into(),
            holder: holder.into(),
            kind,
            origin,
            basis: None,
            state: if origin == Origin::NamedByApplicant { State::Claimed } else { State::Stands },
            pinned: false,
            words: String::new(),
            ruling_words: String::new(),
            ruler: String::new(),
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    /// One that was found.
    pub fn found(country: &str, registration: &str, found: &Found) -> Self {
        let basis = Some(found.basis);
        Self { basis, ..Self::new(country, registration, &found.holder, found.kind, Origin::Found) }
    }

    /// The resource name.
    pub fn name(&self) -> String {
        format!("countries/{}/conflicts/{}", self.country, self.id)
    }

    /// The same in another state; itself where it is in that state.
    pub fn in_state(self, state: State) -> Self {
        if self.state == state { self } else { Self { state, ..self.next() } }
    }

    /// The same one version on, to be changed further.
    pub fn next(&self) -> Self {
        Self { version: self.version + 1, updated_at: moment::now(), ..self.clone() }
    }
}

/// The conflict of this name, of one registration.
pub async fn conflict(scope: &Scope, conflict_name: &str, registration: &str) -> Result<Model> {
    let [_, id] = names::segments::<2>("conflict", conflict_name, "countries/*/conflicts/*")?;
    let id = names::uuid(conflict_name, id)?;
    let query = scope.find::<Entity>().filter(Column::Id.eq(id)).filter(Column::Registration.eq(registration));
    scope.expect(query, conflict_name).await
}

/// Those of a registration, first known first.
pub async fn of_registration(scope: &Scope, registration: &str) -> Result<Vec<Model>> {
    let query = scope.find::<Entity>().filter(Column::Registration.eq(registration));
    scope.all(query.order_by_asc(Column::Id)).await
}

/// Those of some registrations, by registration.
pub async fn by_registration(scope: &Scope, registrations: &[String]) -> Result<HashMap<String, Vec<Model>>> {
    let mut found: HashMap<String, Vec<Model>> = HashMap::new();
    for some in registrations.chunks(AT_ONCE) {
        let query = scope.find::<Entity>().filter(Column::Registration.is_in(some));
        for row in scope.all(query.order_by_asc(Column::Id)).await? {
            found.entry(row.registration.clone()).or_default().push(row);
        }
    }
    Ok(found)
}

/// The row as a message.
pub fn to_message(row: Model) -> message::Conflict {
    message::Conflict {
        name: row.name(),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        registration: row.registration,
        holder: row.holder,
        kind: row.kind.message().into(),
        origin: row.origin.message().into(),
        basis: row.basis.map_or(0, |basis| basis.message().into()),
        state: row.state.message().into(),
        pinned: row.pinned,
        words: row.words,
        ruling_words: row.ruling_words,
        ruler: row.ruler,
    }
}
