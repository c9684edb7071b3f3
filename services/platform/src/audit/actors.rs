//! Who the actors of the audit log are: an entry has a random pseudonym in the subject's place, and this table alone says
//! whose it is. Erasing a person removes the row, and the chain stays as it was sealed.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use moka::sync::Cache;
use sea_orm::{
    ConnectionTrait, Statement,
    entity::prelude::*,
    sea_query::{ExprTrait, Query},
};
use serde::Serialize;

use super::entry;
use crate::{
    error::{Error, Result},
    names::is_api_key,
    store::{Scope, Tenant},
};

/// Actors that a process remembers, and how long: they are few, and one who was erased must not be known for ever.
const REMEMBERED: u64 = 10_000;
const FOR: Duration = Duration::from_secs(600);
/// What a service does by itself has no person behind it.
const SYSTEM: &str = "system";

/// Who has a pseudonym.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "actors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub pseudonym: String,
    pub subject: String,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        row.pseudonym.clone()
    }
}

type Key = (String, String);

/// The pseudonyms that this process knows, by country and subject.
pub(crate) struct Actors(Cache<Key, String>);

impl Default for Actors {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(REMEMBERED).time_to_live(FOR).build())
    }
}

/// Pseudonyms that hold once their transaction is committed.
#[derive(Default)]
pub(crate) struct New(Vec<(Key, String)>);

impl Actors {
    /// Puts pseudonyms in the place of subjects, before the entries are written.
    pub(crate) async fn hide(&self, connection: &impl ConnectionTrait, entries: &mut [entry::Model]) -> Result<New> {
        let people = entries.iter().filter(|entry| is_person(&entry.actor));
        let people: BTreeSet<Key> = people.map(|entry| (entry.country.clone(), entry.actor.clone())).collect();
        let (mut known, mut new) = (HashMap::new(), New::default());
        for key in people {
            let pseudonym = match self.0.get(&key) {
                Some(pseudonym) => pseudonym,
                None => {
                    let pseudonym = of(connection, &key).await?;
                    new.0.push((key.clone(), pseudonym.clone()));
                    pseudonym
                }
            };
            known.insert(key, pseudonym);
        }
        for entry in entries {
            if let Some(pseudonym) = known.get(&(entry.country.clone(), entry.actor.clone())) {
                entry.actor.clone_from(pseudonym);
            }
        }
        Ok(new)
    }

    /// Remembers what was committed.
    pub(crate) fn remember(&self, new: New) {
        for (key, pseudonym) in new.0 {
            self.0.insert(key, pseudonym);
        }
    }
}

fn is_person(subject: &str) -> bool {
    !subject.is_empty() && subject != SYSTEM && !is_api_key(subject)
}

async fn of(connection: &impl ConnectionTrait, (country, subject): &Key) -> Result<String> {
    let backend = connection.get_database_backend();
    let values = [country.into(), format!("actor:{}", Uuid::new_v4().simple()).into(), subject.into()];
    let make = "INSERT INTO actors (country, pseudonym, subject) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING \
                RETURNING pseudonym";
    let made = connection.query_one_raw(Statement::from_sql_and_values(backend, make, values)).await?;
    if let Some(row) = made {
        return Ok(row.try_get("", "pseudonym")?);
    }
    let find = "SELECT pseudonym FROM actors WHERE country = $1 AND subject = $2";
    let values = [country.into(), subject.into()];
    let found = connection.query_one_raw(Statement::from_sql_and_values(backend, find, values)).await?;
    let row = found.ok_or_else(|| Error::internal("an actor of the audit log went away in this moment"))?;
    Ok(row.try_get("", "pseudonym")?)
}

/// The subjects behind these pseudonyms, where there still is one.
pub(super) async fn subjects(scope: &Scope, actors: impl Iterator<Item = &str>) -> Result<HashMap<String, String>> {
    let pseudonyms: BTreeSet<&str> = actors.collect();
    let found = scope.all(scope.find::<Entity>().filter(Column::Pseudonym.is_in(pseudonyms))).await?;
    Ok(found.into_iter().map(|row| (row.pseudonym, row.subject)).collect())
}

/// The entries of a subject, by a condition on their column.
pub(super) fn is(column: entry::Column, subject: &str) -> Expr {
    let theirs =
        Query::select().column(Column::Pseudonym).from(Entity).and_where(Column::Subject.eq(subject)).to_owned();
    column.eq(subject).or(column.in_subquery(theirs))
}
