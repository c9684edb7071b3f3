//! The table of entries: who did what to which row, from where, before and after; written in the transaction of the
//! change, with a mark for the sealer.

use sea_orm::{Value, entity::prelude::*};
use serde::Serialize;

use super::people::{Holder, Keys, hidden};
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
    /// Whom the row is about.
    person: String,
    before: Option<Picture>,
    after: Option<Picture>,
    words: Vec<&'static str>,
    subjects: Vec<&'static str>,
}

impl Draft {
    /// The entry of a change from `before` to `after`. Where both are there, only the columns that differ are told: the
    /// others stand in the entries that set them, and to repeat them would cost each change more than the change itself.
    /// The columns in `words` say something of the person, each of those in `subjects` who somebody is.
    pub(crate) fn of<Row: Serialize>(
        entry: Model,
        person: String,
        before: Option<&Row>,
        after: Option<&Row>,
        [words, subjects]: [&[&'static str]; 2],
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
        let said = |columns: &[&'static str]| {
            columns.iter().copied().filter(|column| says(&before, column) || says(&after, column)).collect()
        };
        Ok(Self { entry, person, words: said(words), subjects: said(subjects), before, after })
    }

    /// Whose keys are needed to close it.
    pub(crate) fn holders(&self) -> Vec<Holder> {
        let words = (!self.words.is_empty()).then(|| self.of_words());
        let values = [&self.before, &self.after].into_iter().flatten().flat_map(|picture| {
            self.subjects.iter().filter_map(|column| picture.get(*column)).filter(|value| !is_empty(value))
        });
        words.into_iter().chain(values.map(|value| self.of_subject(value))).collect()
    }

    fn of_words(&self) -> Holder {
        Holder { person: self.person.clone(), subject: String::new() }
    }

    fn of_subject(&self, value: &Json) -> Holder {
        let subject = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Holder { person: self.person.clone(), subject }
    }

    /// The entry, its personal data hidden under the keys of whose it is; where there is none, nobody will know it again.
    pub(crate) fn closed(mut self, keys: &Keys) -> Model {
        let (mut before, mut after) = (self.before.take(), self.after.take());
        let words = self.of_words();
        for picture in [&mut before, &mut after].into_iter().flatten() {
            for column in self.words.iter().chain(&self.subjects) {
                let Some(value) = picture.get_mut(*column).filter(|value| !is_empty(value)) else { continue };
                let key = match self.subjects.contains(column) {
                    true => keys.of(&self.of_subject(value)),
                    false => keys.of(&words),
                };
                *value = hidden(key, value).into();
            }
        }
        self.entry.before = before.map(Json::Object);
        self.entry.after = after.map(Json::Object);
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
        actor: &'static str,
    }

    const ROW: Row = Row { state: "DRAFT", title: "Rutas", email: "a@example.org", phone: "", actor: "" };

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
        Draft::of(entry, "someone".into(), before, after, [&["email", "phone"], &["actor"]]).expect("a draft")
    }

    #[test]
    fn an_entry_tells_the_columns_that_differ_and_of_a_new_row_all() {
        let changed = draft(Some(&ROW), Some(&Row { state: "SUBMITTED", ..ROW }));
        assert_eq!(changed.holders(), [], "no key is needed for what did not change");
        let changed = changed.closed(&Keys::default());
        assert_eq!(
            (changed.before, changed.after),
            (Some(json!({"state": "DRAFT"})), Some(json!({"state": "SUBMITTED"})))
        );
        let new = draft(None, Some(&ROW)).closed(&Keys::default());
        let columns: BTreeSet<String> =
            new.after.expect("a picture").as_object().expect("columns").keys().cloned().collect();
        assert_eq!(columns, ["actor", "email", "phone", "state", "title"].map(String::from).into());
        assert_eq!(new.before, None);
    }

    #[test]
    fn without_a_key_personal_data_is_erased_and_what_is_empty_stays_so() {
        let new = draft(None, Some(&ROW));
        assert_eq!(new.holders(), [holder("")]);
        let after = new.closed(&Keys::default()).after.expect("a picture");
        assert_eq!(
            (&after["email"], &after["phone"], &after["title"]),
            (&json!("erased"), &json!(""), &json!("Rutas"))
        );
    }

    fn holder(subject: &str) -> Holder {
        Holder { person: "someone".into(), subject: subject.into() }
    }

    #[test]
    fn words_and_everyone_who_acted_have_keys_of_their_own() {
        let acted = |actor| Row { actor, ..ROW };
        let changed = draft(Some(&acted("ana")), Some(&Row { title: "Redes", ..acted("berta") }));
        assert_eq!(changed.holders(), [holder("ana"), holder("berta")], "of the address nothing is told");
        let changed = draft(None, Some(&acted("ana")));
        assert_eq!(changed.holders(), [holder(""), holder("ana")]);
    }
}
