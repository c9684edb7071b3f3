//! The table of editors, and the way from a row to a message.

use platform::{
    Result, Scope, choice, moment, names,
    personal::{Person, Personal},
    store::{Bond, Tenant},
};
use proto::registrations::v1::{
    Editor,
    editor::{Role, State},
};
use sea_orm::{Condition, QueryFilter, QuerySelect, entity::prelude::*, sea_query::SelectStatement};
use serde::Serialize;
use time::OffsetDateTime;

use crate::registration;

/// One editor, or somebody who may become one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "registration_editors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub registration: Uuid,
    /// What it gives: `EDITOR` or `OWNER`.
    pub role: String,
    pub state: String,
    /// The subject of whoever accepted; empty before.
    pub subject: String,
    pub email: String,
    /// Of the code that was sent last; null once it was used.
    pub code_digest: Option<Vec<u8>>,
    pub invited_until: Option<OffsetDateTime>,
    pub create_time: OffsetDateTime,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const PERSONAL: &'static [&'static str] = &["email", "code_digest"];
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Id(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        name(row)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] =
        &["id", "registration", "role", "state", "email", "invited_until", "create_time"];

    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Id.is_in(person.ids("editors")))
            .add(Column::Registration.is_in(person.ids("registrations")))
            .add(Column::Subject.is_in(person.subject.as_deref()))
    }

    /// Who edits somebody's registration is not theirs to have; what they gave for it is.
    fn theirs(row: &Model, person: &Person) -> bool {
        person.is(&row.subject)
    }
}

impl Model {
    /// Where it stands.
    pub fn state(&self) -> State {
        choice::of(&self.state, "STATE_", State::from_str_name)
    }

    /// What it gives.
    pub fn role(&self) -> Role {
        choice::of(&self.role, "ROLE_", Role::from_str_name)
    }

    /// Whether nobody accepted it, and nobody can any more.
    pub fn has_ended(&self, now: OffsetDateTime) -> bool {
        self.state() == State::Invited && self.invited_until.is_some_and(|end| end <= now)
    }

    /// The row one version on.
    pub fn changed(&self) -> Self {
        Self { version: self.version + 1, ..self.clone() }
    }

    /// The row once somebody accepted. Its code is used up.
    pub fn accepted(&self, subject: &str) -> Self {
        let state = choice::name(State::Active.as_str_name(), "STATE_");
        Self { state, subject: subject.to_owned(), code_digest: None, invited_until: None, ..self.changed() }
    }
}

/// Somebody at this address who may become an editor; no code was made for them yet.
pub fn new(country: &str, registration: Uuid, role: Role, email: &str) -> Model {
    Model {
        country: country.to_owned(),
        id: Uuid::now_v7(),
        version: 1,
        registration,
        role: choice::name(role.as_str_name(), "ROLE_"),
        state: choice::name(State::Invited.as_str_name(), "STATE_"),
        subject: String::new(),
        email: email.to_owned(),
        code_digest: None,
        invited_until: None,
        create_time: moment::now(),
    }
}

/// The registrations of a country that this subject edits, for a condition.
pub fn edited(country: &str, subject: &str) -> SelectStatement {
    let active = choice::name(State::Active.as_str_name(), "STATE_");
    sea_orm::sea_query::Query::select()
        .column(Column::Registration)
        .from(Entity)
        .cond_where(Column::Country.eq(country))
        .and_where(Column::Subject.eq(subject))
        .and_where(Column::State.eq(active))
        .to_owned()
}

/// All of a registration, which is locked before they are changed.
pub async fn of(scope: &Scope, registration: Uuid) -> Result<Vec<Model>> {
    scope.all(all_of(scope, registration)).await
}

/// The same as a query.
pub fn all_of(scope: &Scope, registration: Uuid) -> Select<Entity> {
    scope.find::<Entity>().filter(Column::Registration.eq(registration))
}

/// Those that a person became.
pub async fn of_subject(scope: &Scope, subject: &str, most: u64) -> Result<Vec<Model>> {
    scope.all(scope.find::<Entity>().filter(Column::Subject.eq(subject)).limit(most)).await
}

/// The name of the registration in the name of an editor.
pub fn registration_of(editor: &str) -> &str {
    editor.split_once("/editors/").map_or(editor, |(registration, _)| registration)
}

/// The editor of this name. Its registration is locked before.
pub async fn expect(scope: &Scope, editor: &str) -> Result<Model> {
    let [_, registration, id] = names::segments("name", editor, "countries/*/registrations/*/editors/*")?;
    let (registration, id) = (names::uuid(editor, registration)?, names::uuid(editor, id)?);
    scope.expect(all_of(scope, registration).filter(Column::Id.eq(id)), editor).await
}

/// The resource name.
pub fn name(row: &Model) -> String {
    format!("{}/editors/{}", registration::rows::name(&row.country, row.registration), row.id)
}

/// The message.
pub fn to_message(row: Model) -> Editor {
    Editor {
        name: name(&row),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.create_time)),
        role: row.role().into(),
        state: row.state().into(),
        email: row.email,
        expire_time: row.invited_until.map(moment::timestamp),
    }
}
