//! What is done with the rows of one table that say something of a person, whichever table it is.

use std::{future::Future, pin::Pin, str::FromStr};

use sea_orm::{ActiveModelTrait, EntityTrait, ModelTrait, QueryFilter, QuerySelect, Value};

use super::{Person, Personal};
use crate::{
    error::{Error, Result},
    store::Scope,
};

/// Rows of one person in one table: more than anybody has, and few enough to be held at once.
const MOST: u64 = 10_000;

type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// One row, as the person is given it.
pub(super) struct Record {
    pub table: String,
    pub name: String,
    pub content: serde_json::Value,
    /// Whether it is the person's by their subject, which can be proven to others.
    pub provable: bool,
}

/// One table with something of people.
pub struct Table {
    /// Its name.
    pub name: String,
    /// The columns that erasure empties, and that stand in the audit log under a key alone.
    pub personal: Vec<&'static str>,
    /// Whether it says how its rows belong to registrations.
    pub bound: bool,
    pub(super) export: for<'a> fn(&'a Scope, &'a Person) -> Work<'a, Vec<Record>>,
    pub(super) erase: for<'a> fn(&'a mut Scope, &'a Person) -> Work<'a, ()>,
    pub(super) block: for<'a> fn(&'a mut Scope, &'a Person, bool) -> Work<'a, ()>,
}

/// The tables of one service that hold something of people.
#[derive(Default)]
pub struct Tables(pub(super) Vec<Table>);

impl Tables {
    /// Adds a table. Of two of which one is found by rows of the other, it comes first.
    pub fn with<E: Personal>(mut self) -> Self
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        self.0.push(Table {
            name: E::default().table_name().to_owned(),
            personal: [E::PERSONAL, E::SUBJECTS].concat(),
            bound: !E::bonds().is_empty(),
            export: |scope, person| Box::pin(export::<E>(scope, person)),
            erase: |scope, person| Box::pin(erase::<E>(scope, person)),
            block: |scope, person, blocked| Box::pin(block::<E>(scope, person, blocked)),
        });
        self
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Table> {
        self.0.iter()
    }
}

async fn rows<E: Personal>(scope: &Scope, person: &Person, to_change: bool) -> Result<Vec<E::Model>>
where
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    // What the network owns is read in every country, and is not the country's to change.
    let own = scope.find::<E>().filter(sea_orm::ColumnTrait::eq(&E::country(), scope.country()));
    let found = own.filter(E::about(person)).limit(MOST);
    scope.all(if to_change { found.lock_exclusive() } else { found }).await
}

async fn export<E: Personal>(scope: &Scope, person: &Person) -> Result<Vec<Record>>
where
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let mut records = Vec::new();
    for row in rows::<E>(scope, person, false).await? {
        if !E::theirs(&row, person) {
            continue;
        }
        let mut content = serde_json::to_value(&row).map_err(Error::internal)?;
        if let Some(columns) = content.as_object_mut() {
            columns.retain(|column, _| E::EXPORTED.contains(&column.as_str()));
        }
        records.push(Record {
            table: E::default().table_name().to_owned(),
            name: E::resource(&row),
            content,
            provable: subjects::<E>(&row)?.iter().any(|subject| person.is(subject)),
        });
    }
    Ok(records)
}

async fn erase<E: Personal>(scope: &mut Scope, person: &Person) -> Result<()>
where
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    for before in rows::<E>(scope, person, true).await? {
        if E::goes(&before) {
            scope.forget(&E::person(&before)).await?;
            scope.remove::<E>(&before).await?;
        } else {
            erase_row::<E>(scope, &before, person).await?;
        }
    }
    Ok(())
}

/// Empties one row of what it says of a person, and destroys the key that the audit log has that under. What it says of
/// others, and who they are, can be told on.
pub async fn erase_row<E: Personal>(scope: &mut Scope, before: &E::Model, person: &Person) -> Result<()>
where
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    if !words::<E>(before, person).is_empty() {
        scope.forget_words(&E::person(before)).await?;
    }
    scope.forget_older(&E::older_person(before)).await?;
    let after = E::left(emptied::<E>(before, person)?);
    scope.update::<E>(before, after).await
}

/// The columns with words about the person.
fn words<E: Personal>(row: &E::Model, person: &Person) -> &'static [&'static str]
where
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    if E::speaks_of(row, person) { E::PERSONAL } else { &[] }
}

async fn block<E: Personal>(scope: &mut Scope, person: &Person, blocked: bool) -> Result<()>
where
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    for before in rows::<E>(scope, person, true).await? {
        let after = E::blocked(before.clone(), blocked);
        scope.update::<E>(&before, after).await?;
    }
    Ok(())
}

/// The row without what it says of a person: words and contact data empty, and the pseudonym where the subject of
/// this person was. Somebody else's subject stays.
fn emptied<E: Personal>(row: &E::Model, person: &Person) -> Result<E::Model>
where
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let mut after = row.clone();
    for name in words::<E>(row, person) {
        let column = column::<E>(name)?;
        after.set(column, empty(row.get(column)));
    }
    for name in E::SUBJECTS {
        let column = column::<E>(name)?;
        if matches!(row.get(column), Value::String(Some(subject)) if person.is(&subject)) {
            after.set(column, person.pseudonym.as_str().into());
        }
    }
    Ok(after)
}

fn subjects<E: Personal>(row: &E::Model) -> Result<Vec<String>>
where
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let mut found = Vec::new();
    for name in E::SUBJECTS {
        if let Value::String(Some(subject)) = row.get(column::<E>(name)?) {
            found.push(subject);
        }
    }
    Ok(found)
}

fn column<E: EntityTrait>(name: &str) -> Result<E::Column> {
    E::Column::from_str(name).map_err(|_| Error::internal(format!("there is no column {name}")))
}

/// Nothing, of the same kind: what may be null is, text and lists are empty.
fn empty(value: Value) -> Value {
    match value {
        Value::String(Some(_)) => Value::String(Some(String::new())),
        Value::Json(Some(json)) if json.is_array() => Value::Json(Some(Box::new(serde_json::json!([])))),
        Value::Json(Some(_)) => Value::Json(Some(Box::new(serde_json::json!({})))),
        other => other.as_null(),
    }
}
