//! The table of files, and the way from a row to a message and to its bytes.

use platform::{
    Error, Result, Scope, choice,
    files::{Files, Key},
    moment::{now, timestamp},
    names,
    personal::{Person, Personal, data_blocked},
    store::{Bond, Tenant},
};
use proto::registrations::v1::{File, FilePurpose, file::State};
use sea_orm::{Condition, FromJsonQueryResult, QueryFilter, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::borrowed;
use crate::registration::rows as registrations;

/// What a row says of a file whose bytes are to go, and which nobody finds any more. The contract has no word for it.
pub const REMOVED: &str = "REMOVED";

/// The same of a file that is out of the draft, and that a version names; `STATE_KEPT` of the contract.
pub const KEPT: &str = "KEPT";

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "files")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub registration: Uuid,
    pub purpose: String,
    pub question: String,
    pub display_name: String,
    pub size: i64,
    /// How many bytes have come.
    pub received: i64,
    pub sha256: String,
    /// Empty until it is whole.
    pub content_type: String,
    pub state: String,
    /// What has come, in order, until it is joined.
    pub pieces: Pieces,
    pub create_time: OffsetDateTime,
    pub update_time: OffsetDateTime,
    /// A version that was handed in was found to name it, which stays so. False says nothing.
    pub handed_in: bool,
}

/// The last parts of the keys that pieces lie under.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Pieces(pub Vec<String>);

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const PERSONAL: &'static [&'static str] = &["display_name"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Id(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        row.name()
    }

    fn person(row: &Model) -> String {
        row.parent()
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &[
        "id",
        "registration",
        "purpose",
        "question",
        "display_name",
        "size",
        "sha256",
        "content_type",
        "state",
        "create_time",
    ];

    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Registration.is_in(person.ids("registrations")))
    }

    /// Its bytes are all about the person.
    fn left(row: Model) -> Model {
        Model { state: REMOVED.into(), ..row }
    }
}

impl Model {
    /// Where it stands.
    pub fn state(&self) -> State {
        choice::of(&self.state, "STATE_", State::from_str_name)
    }

    /// What it is for.
    pub fn purpose(&self) -> FilePurpose {
        choice::of(&self.purpose, "FILE_PURPOSE_", FilePurpose::from_str_name)
    }

    /// The row one version on.
    pub fn changed(&self) -> Self {
        Self { version: self.version + 1, update_time: now(), ..self.clone() }
    }

    /// The row when its bytes are to go.
    pub fn removed(&self) -> Self {
        Self { state: REMOVED.into(), ..self.changed() }
    }

    /// The row when it is out of the draft, and there for whoever reads what was handed in.
    pub fn kept(&self) -> Self {
        Self { state: KEPT.into(), ..self.changed() }
    }

    /// The name of its registration.
    pub fn parent(&self) -> String {
        registrations::name(&self.country, self.registration)
    }

    /// The resource name.
    pub fn name(&self) -> String {
        format!("{}/files/{}", self.parent(), self.id)
    }

    /// Where its bytes are once it is whole.
    pub fn key(&self, files: &Files) -> Key {
        files.key(&self.country, &["files", &self.id.to_string()])
    }

    /// Where all its pieces are before.
    pub fn pieces_key(&self, files: &Files) -> Key {
        files.key(&self.country, &["pieces", &self.id.to_string()])
    }

    /// Where one of them is.
    pub fn piece_key(&self, files: &Files, piece: &str) -> Key {
        files.key(&self.country, &["pieces", &self.id.to_string(), piece])
    }

    /// Whether it is all there.
    pub fn ready(self) -> Result<Self> {
        if self.is_whole() { Ok(self) } else { Err(super::not_ready()) }
    }

    /// The same, asked.
    pub fn is_whole(&self) -> bool {
        matches!(self.state(), State::Ready | State::Kept)
    }
}

/// The rows that there are for callers.
pub fn shown(scope: &Scope) -> Select<Entity> {
    scope.find::<Entity>().filter(Column::State.ne(REMOVED))
}

/// Those of them that a registration has now, and not only in a version that it handed in.
pub fn current(scope: &Scope) -> Select<Entity> {
    shown(scope).filter(Column::State.ne(KEPT))
}

/// The same of one registration.
pub async fn of_registration(scope: &Scope, registration: Uuid) -> Result<Vec<Model>> {
    scope.all(current(scope).filter(Column::Registration.eq(registration))).await
}

/// Brings those of a registration back that were taken out of it, and that it names once more. It is locked before.
pub async fn put_back(scope: &mut Scope, registration: Uuid, named: Vec<Uuid>) -> Result<()> {
    if named.is_empty() {
        return Ok(());
    }
    let kept = shown(scope).filter(Column::Registration.eq(registration)).filter(Column::State.eq(KEPT));
    for before in scope.all(kept.filter(Column::Id.is_in(named)).lock_exclusive()).await? {
        let ready = choice::name(State::Ready.as_str_name(), "STATE_");
        scope.update::<Entity>(&before, Model { state: ready, ..before.changed() }).await?;
    }
    Ok(())
}

/// The names of a file and of its registration.
fn both(name: &str) -> Result<(String, Uuid)> {
    let [country, registration, id] = names::segments("name", name, "countries/*/registrations/*/files/*")?;
    let registration = names::uuid(name, registration)?;
    Ok((registrations::name(country, registration), names::uuid(name, id)?))
}

fn of(rows: Select<Entity>, registration: Uuid, id: Uuid) -> Select<Entity> {
    rows.filter(Column::Registration.eq(registration)).filter(Column::Id.eq(id))
}

/// The file of a name, for whoever reaches its registration; of a queue that is lent, as far as the screening goes by it.
pub async fn expect(scope: &Scope, name: &str) -> Result<Model> {
    let (parent, id) = both(name)?;
    let registration = registrations::expect(scope, &parent).await.map_err(|error| as_file(error, name))?;
    if registration.blocked {
        return Err(data_blocked());
    }
    let file = scope.expect(of(shown(scope), registration.id, id), name).await?;
    match scope.is_lent() && !borrowed::is_screened_by(scope, &registration, &file).await? {
        true => Err(Error::not_found(name)),
        false => Ok(file),
    }
}

/// The same, read to be changed, with its registration, which is locked before.
pub async fn locked(scope: &Scope, name: &str) -> Result<(registrations::Model, Model)> {
    let (parent, id) = both(name)?;
    let registration = registrations::locked_to_change(scope, &parent).await.map_err(|error| as_file(error, name))?;
    let file = scope.expect(of(current(scope), registration.id, id).lock_exclusive(), name).await?;
    Ok((registration, file))
}

/// What is missing is answered under the name that was asked for.
fn as_file(error: Error, name: &str) -> Error {
    match error.reason() {
        proto::platform::v1::Reason::ResourceNotFound => Error::not_found(name),
        _ => error,
    }
}

/// A row as its message.
pub fn to_message(row: Model) -> File {
    File {
        name: row.name(),
        etag: row.version.to_string(),
        create_time: Some(timestamp(row.create_time)),
        update_time: Some(timestamp(row.update_time)),
        state: row.state().into(),
        purpose: row.purpose().into(),
        question: row.question,
        display_name: row.display_name,
        size: row.size,
        received: row.received,
        sha256: row.sha256,
        content_type: row.content_type,
    }
}
