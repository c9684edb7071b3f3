//! The table of entries: who did what to which row, from where, before and after; written in the transaction of the
//! change, with a mark for the sealer.

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value, entity::prelude::*};
use serde::Serialize;

use super::people::{Keys, hidden};
use crate::{
    error::{Error, Result},
    store::Tenant,
};

/// One entry.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "audit_entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: time::OffsetDateTime,
    pub actor: String,
    pub role: String,
    pub method: String,
    pub resource: String,
    pub request_id: String,
    pub address: String,
    pub before: Option<Json>,
    pub after: Option<Json>,
}

/// No relations: an entry outlives what it tells of.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        row.id.to_string()
    }
}

/// Entries of one statement; each has eleven values, and SQLite takes 32,766.
const AT_ONCE: usize = 500;
const COLUMNS: &str = "country, id, at, actor, role, method, resource, request_id, address, before, after";

/// An entry while it still has its personal data in clear. Only [`Draft::closed`] makes an entry of it.
pub(crate) struct Draft {
    pub(crate) entry: Model,
    /// Whom the personal columns are about: whose key hides them.
    pub(crate) person: String,
    before: Option<Json>,
    after: Option<Json>,
    personal: Vec<&'static str>,
}

impl Draft {
    /// The entry of a change from `before` to `after`. A personal column that did not change is left out: it stands in
    /// the entry that changed it.
    pub(crate) fn of<Row: Serialize>(
        entry: Model,
        person: String,
        before: Option<&Row>,
        after: Option<&Row>,
        personal: &[&'static str],
    ) -> Result<Self> {
        let picture = |row: Option<&Row>| row.map(serde_json::to_value).transpose().map_err(Error::internal);
        let (mut before, mut after) = (picture(before)?, picture(after)?);
        let mut changed = Vec::new();
        for column in personal {
            let (old, new) = (value(&before, column), value(&after, column));
            if old.is_some() && old == new {
                remove(&mut before, column);
                remove(&mut after, column);
            } else if [old, new].into_iter().flatten().any(|value| !is_empty(value)) {
                changed.push(*column);
            }
        }
        Ok(Self { entry, person, before, after, personal: changed })
    }

    /// Whether a key is needed to close it.
    pub(crate) fn is_personal(&self) -> bool {
        !self.personal.is_empty()
    }

    /// The entry, its personal data hidden under the person's key; where there is none, nobody will know it again.
    pub(crate) fn closed(mut self, keys: &Keys) -> Model {
        let key = keys.of(&self.person);
        for picture in [&mut self.before, &mut self.after] {
            for column in &self.personal {
                let Some(value) = picture.as_mut().and_then(|picture| picture.get_mut(*column)) else { continue };
                if !is_empty(value) {
                    *value = hidden(key, value).into();
                }
            }
        }
        self.entry.before = self.before;
        self.entry.after = self.after;
        self.entry
    }
}

fn value<'a>(picture: &'a Option<Json>, column: &str) -> Option<&'a Json> {
    picture.as_ref().and_then(|picture| picture.get(column))
}

fn remove(picture: &mut Option<Json>, column: &str) {
    if let Some(columns) = picture.as_mut().and_then(Json::as_object_mut) {
        columns.remove(column);
    }
}

/// What tells nothing of anybody may be told as it is.
fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(list) => list.is_empty(),
        Json::Object(fields) => fields.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

/// Writes entries, and a mark for each, which the sealer takes away. In PostgreSQL that is one statement: a round trip
/// less for each change.
pub(crate) async fn write(connection: &impl ConnectionTrait, entries: Vec<Model>) -> Result<()> {
    let backend = connection.get_database_backend();
    for some in entries.chunks(AT_ONCE) {
        let mut values: Vec<Value> = Vec::new();
        let (mut rows, mut marks) = (Vec::new(), Vec::new());
        for entry in some {
            let first = values.len() + 1;
            values.extend(columns(entry)?);
            let places: Vec<String> = (first..=values.len()).map(|place| placeholder(backend, place, first)).collect();
            rows.push(format!("({})", places.join(", ")));
            marks.push(format!("(${first}, ${})", first + 1));
        }
        let insert = format!("INSERT INTO audit_entries ({COLUMNS}) VALUES {}", rows.join(", "));
        if backend == DbBackend::Postgres {
            let marks = marks.join(", ");
            let both = format!("WITH written AS ({insert}) INSERT INTO audit_unsealed (country, entry) VALUES {marks}");
            connection.execute_raw(Statement::from_sql_and_values(backend, both, values)).await?;
            continue;
        }
        connection.execute_raw(Statement::from_sql_and_values(backend, insert, values)).await?;
        let marked = some.iter().flat_map(|entry| [Value::from(entry.country.clone()), entry.id.into()]);
        let places: Vec<String> =
            (0..some.len()).map(|entry| format!("(${}, ${})", 2 * entry + 1, 2 * entry + 2)).collect();
        let mark = format!("INSERT INTO audit_unsealed (country, entry) VALUES {}", places.join(", "));
        connection.execute_raw(Statement::from_sql_and_values(backend, mark, marked)).await?;
    }
    Ok(())
}

/// The last two columns of a row are JSON, which is sent as text so that it stays as it was written. SQLite keeps it as
/// text, and would make a number of what is cast.
fn placeholder(backend: DbBackend, place: usize, first: usize) -> String {
    match place - first {
        9 | 10 if backend == DbBackend::Postgres => format!("CAST(${place} AS json)"),
        _ => format!("${place}"),
    }
}

fn columns(entry: &Model) -> Result<[Value; 11]> {
    let text = |picture: &Option<Json>| picture.as_ref().map(serde_json::to_string).transpose();
    Ok([
        entry.country.clone().into(),
        entry.id.into(),
        entry.at.into(),
        entry.actor.clone().into(),
        entry.role.clone().into(),
        entry.method.clone().into(),
        entry.resource.clone().into(),
        entry.request_id.clone().into(),
        entry.address.clone().into(),
        text(&entry.before).map_err(Error::internal)?.into(),
        text(&entry.after).map_err(Error::internal)?.into(),
    ])
}
