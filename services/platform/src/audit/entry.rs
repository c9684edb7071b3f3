//! The table of entries: who did what to which row, from where, before and after; written in the transaction of the
//! change, with a mark for the sealer.

use sea_orm::{Value, entity::prelude::*};
use serde::Serialize;

use super::people::{Keys, hidden};
use crate::{
    error::{Error, Result},
    store::{Tenant, inserts::Insert},
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
    /// The subject of the caller; in the table, a pseudonym in its place.
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

const COLUMNS: [&str; 11] = [
    "country",
    "id",
    "at",
    "actor",
    "role",
    "method",
    "resource",
    "request_id",
    "address",
    "before::json",
    "after::json",
];

type Picture = serde_json::Map<String, Json>;

/// An entry while it still has its personal data in clear. Only [`Draft::closed`] makes an entry of it.
pub(crate) struct Draft {
    pub(crate) entry: Model,
    /// Whom the personal columns are about: whose key hides them.
    pub(crate) person: String,
    before: Option<Picture>,
    after: Option<Picture>,
    personal: Vec<&'static str>,
}

impl Draft {
    /// The entry of a change from `before` to `after`. Where both are there, only the columns that differ are told: the
    /// others stand in the entries that set them, and to repeat them would cost each change more than the change itself.
    pub(crate) fn of<Row: Serialize>(
        entry: Model,
        person: String,
        before: Option<&Row>,
        after: Option<&Row>,
        personal: &[&'static str],
    ) -> Result<Self> {
        let (mut before, mut after) = (picture(before)?, picture(after)?);
        if let (Some(before), Some(after)) = (&mut before, &mut after) {
            before.retain(|column, old| {
                let differs = after.get(column) != Some(old);
                if !differs {
                    after.remove(column);
                }
                differs
            });
        }
        let says = |picture: &Option<Picture>, column: &str| {
            picture.as_ref().and_then(|picture| picture.get(column)).is_some_and(|value| !is_empty(value))
        };
        let said = personal.iter().copied().filter(|column| says(&before, column) || says(&after, column)).collect();
        Ok(Self { entry, person, before, after, personal: said })
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
        self.entry.before = self.before.map(Json::Object);
        self.entry.after = self.after.map(Json::Object);
        self.entry
    }
}

/// A row as its columns by name.
fn picture<Row: Serialize>(row: Option<&Row>) -> Result<Option<Picture>> {
    let Some(row) = row else { return Ok(None) };
    match serde_json::to_value(row).map_err(Error::internal)? {
        Json::Object(columns) => Ok(Some(columns)),
        _ => Err(Error::internal("a row is no object of columns")),
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

/// Entries, and a mark for each, which the sealer takes away.
pub(crate) fn inserts(entries: Vec<Model>) -> Result<[Insert; 2]> {
    let marks = entries.iter().map(|entry| vec![entry.country.clone().into(), entry.id.into()]).collect();
    let rows = entries.into_iter().map(values).collect::<Result<_>>()?;
    Ok([Insert::new("audit_entries", &COLUMNS, rows), Insert::new("audit_unsealed", &["country", "entry"], marks)])
}

/// Before and after are sent as text, so that they stay as they were written.
fn values(entry: Model) -> Result<Vec<Value>> {
    let text = |picture: Option<Json>| picture.map(|picture| serde_json::to_string(&picture)).transpose();
    Ok(vec![
        entry.country.into(),
        entry.id.into(),
        entry.at.into(),
        entry.actor.into(),
        entry.role.into(),
        entry.method.into(),
        entry.resource.into(),
        entry.request_id.into(),
        entry.address.into(),
        text(entry.before).map_err(Error::internal)?.into(),
        text(entry.after).map_err(Error::internal)?.into(),
    ])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    #[derive(Serialize)]
    struct Row {
        state: &'static str,
        title: &'static str,
        email: &'static str,
        phone: &'static str,
    }

    const ROW: Row = Row { state: "DRAFT", title: "Rutas", email: "a@example.org", phone: "" };

    fn draft(before: Option<&Row>, after: Option<&Row>) -> Draft {
        let entry = Model {
            country: "do".into(),
            id: Uuid::now_v7(),
            at: time::OffsetDateTime::now_utc(),
            actor: String::new(),
            role: String::new(),
            method: String::new(),
            resource: String::new(),
            request_id: String::new(),
            address: String::new(),
            before: None,
            after: None,
        };
        Draft::of(entry, "someone".into(), before, after, &["email", "phone"]).expect("a draft")
    }

    #[test]
    fn an_entry_tells_the_columns_that_differ_and_of_a_new_row_all() {
        let changed = draft(Some(&ROW), Some(&Row { state: "SUBMITTED", ..ROW }));
        assert!(!changed.is_personal(), "no key is needed for what did not change");
        let changed = changed.closed(&Keys::default());
        assert_eq!(
            (changed.before, changed.after),
            (Some(json!({"state": "DRAFT"})), Some(json!({"state": "SUBMITTED"})))
        );
        let new = draft(None, Some(&ROW)).closed(&Keys::default());
        let columns: BTreeSet<String> =
            new.after.expect("a picture").as_object().expect("columns").keys().cloned().collect();
        assert_eq!(columns, ["email", "phone", "state", "title"].map(String::from).into());
        assert_eq!(new.before, None);
    }

    #[test]
    fn without_a_key_personal_data_is_erased_and_what_is_empty_stays_so() {
        let new = draft(None, Some(&ROW));
        assert!(new.is_personal());
        let after = new.closed(&Keys::default()).after.expect("a picture");
        assert_eq!(
            (&after["email"], &after["phone"], &after["title"]),
            (&json!("erased"), &json!(""), &json!("Rutas"))
        );
    }
}
