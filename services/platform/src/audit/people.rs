//! Random keys that hide personal data in the audit log: one for the words about a person of a country, and one for each
//! subject who acted on rows about that person. Erasure destroys what is of whom it erases, and leaves what is of others.
//!
//! What always holds: no entry has personal data in clear; equal values under one key look equal in it, so that a
//! change shows; and once the key is gone, nobody can find out what they were by trying.

use std::collections::{BTreeSet, HashMap};

use aws_lc_rs::{hmac, rand};
use sea_orm::{ConnectionTrait, Statement, Value};

use super::chain::hexadecimal;
use crate::error::{Error, Result};

const KEY_LENGTH: usize = 32;
/// What an older key is under, which hides both words and subjects. No subject has a control character.
pub(crate) const OLDER: &str = "\n";
/// Keys of one statement; each has three values, and SQLite takes 32,766.
const AT_ONCE: usize = 1000;

/// What one key hides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Holder {
    /// Whom the rows are about, as [`crate::store::Tenant::person`] tells.
    pub(crate) person: String,
    /// The subject of whoever acted on such a row; empty for the words.
    pub(crate) subject: String,
}

/// What is destroyed of the keys of a country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Forgotten {
    /// Whatever hides rows about this person, when these are removed.
    Rows(String),
    /// The words about this person. Who acted on the rows is told on.
    Words(String),
    /// This subject, wherever they acted.
    Subject(String),
    /// The older key of rows about this person.
    Older(String),
}

impl Forgotten {
    /// Whether a key is among them.
    pub(crate) fn covers(&self, holder: &Holder) -> bool {
        match self {
            Self::Rows(person) => *person == holder.person,
            Self::Words(person) => *person == holder.person && holder.subject.is_empty(),
            Self::Subject(subject) => *subject == holder.subject,
            Self::Older(_) => false,
        }
    }
}

/// The keys that close the entries of one scope.
#[derive(Default)]
pub(crate) struct Keys(HashMap<Holder, Vec<u8>>);

impl Keys {
    pub(super) fn of(&self, holder: &Holder) -> Option<&[u8]> {
        self.0.get(holder).map(Vec::as_slice)
    }
}

/// A personal value as the log keeps it.
pub(super) fn hidden(key: Option<&[u8]>, value: &serde_json::Value) -> String {
    let Some(key) = key else { return "erased".into() };
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    format!("hmac:{}", hexadecimal(hmac::sign(&key, value.to_string().as_bytes()).as_ref()))
}

/// The keys of these holders in a country; made for those who have none.
pub(crate) async fn keys(connection: &impl ConnectionTrait, country: &str, holders: &BTreeSet<Holder>) -> Result<Keys> {
    let holders: Vec<&Holder> = holders.iter().collect();
    let mut keys = HashMap::new();
    for some in holders.chunks(AT_ONCE) {
        // Usually they are new, and this is all there is to do.
        keys.extend(make(connection, country, some).await?);
        let missing: Vec<&Holder> = some.iter().copied().filter(|holder| !keys.contains_key(*holder)).collect();
        if !missing.is_empty() {
            keys.extend(find(connection, country, &missing).await?);
        }
    }
    Ok(Keys(keys))
}

type Pairs = Vec<(Holder, Vec<u8>)>;

async fn make(connection: &impl ConnectionTrait, country: &str, holders: &[&Holder]) -> Result<Pairs> {
    let mut values: Vec<Value> = vec![country.into()];
    let mut rows = Vec::new();
    for holder in holders {
        let mut key = [0; KEY_LENGTH];
        rand::fill(&mut key).map_err(Error::internal)?;
        let place = values.len() + 1;
        values.extend([holder.person.as_str().into(), holder.subject.as_str().into(), key.to_vec().into()]);
        rows.push(format!("($1, ${place}, ${}, ${})", place + 1, place + 2));
    }
    let query = format!(
        "INSERT INTO person_keys (country, person, subject, key) VALUES {} ON CONFLICT DO NOTHING \
         RETURNING person, subject, key",
        rows.join(", ")
    );
    pairs(connection, query, values).await
}

async fn find(connection: &impl ConnectionTrait, country: &str, holders: &[&Holder]) -> Result<Pairs> {
    let mut values: Vec<Value> = vec![country.into()];
    let mut rows = Vec::new();
    for holder in holders {
        let place = values.len() + 1;
        values.extend([holder.person.as_str().into(), holder.subject.as_str().into()]);
        rows.push(format!("(${place}, ${})", place + 1));
    }
    let query = format!(
        "SELECT person, subject, key FROM person_keys WHERE country = $1 AND (person, subject) IN (VALUES {})",
        rows.join(", ")
    );
    pairs(connection, query, values).await
}

async fn pairs(connection: &impl ConnectionTrait, query: String, values: Vec<Value>) -> Result<Pairs> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), query, values);
    let rows = connection.query_all_raw(statement).await?;
    let pair = |row: &sea_orm::QueryResult| -> Result<(Holder, Vec<u8>)> {
        let holder = Holder { person: row.try_get("", "person")?, subject: row.try_get("", "subject")? };
        Ok((holder, row.try_get("", "key")?))
    };
    rows.iter().map(pair).collect()
}

/// Destroys keys: what the log holds under them can be guessed by nobody any more.
pub(crate) async fn destroy(connection: &impl ConnectionTrait, country: &str, forgotten: &Forgotten) -> Result<()> {
    let (which, values) = match forgotten {
        Forgotten::Rows(person) => ("person = $2", vec![person.as_str()]),
        Forgotten::Words(person) => ("person = $2 AND subject = ''", vec![person.as_str()]),
        // As the index says, which has none of the words.
        Forgotten::Subject(subject) => ("subject = $2 AND subject <> ''", vec![subject.as_str()]),
        Forgotten::Older(person) => ("person = $2 AND subject = $3", vec![person.as_str(), OLDER]),
    };
    let query = format!("DELETE FROM person_keys WHERE country = $1 AND {which}");
    let values = std::iter::once(country).chain(values).map(Value::from);
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), query, values);
    connection.execute_raw(statement).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_looks_the_same_under_one_key_and_different_under_another() {
        let (one, other) = ([1; KEY_LENGTH], [2; KEY_LENGTH]);
        let address = json!("someone@example.org");
        assert_eq!(hidden(Some(&one), &address), hidden(Some(&one), &address));
        assert_ne!(hidden(Some(&one), &address), hidden(Some(&other), &address));
        assert_ne!(hidden(Some(&one), &address), hidden(Some(&one), &json!("other@example.org")));
        assert!(!hidden(Some(&one), &address).contains("someone"));
        assert_eq!(hidden(None, &address), "erased");
    }
}
