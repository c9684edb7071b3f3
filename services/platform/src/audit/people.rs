//! A key for each person of a country: what hides personal data in the audit log, and what erasure destroys.
//!
//! What always holds: no entry has personal data in clear; equal values of one person look equal in it, so that a
//! change shows; and once the key is gone, nobody can find out what they were by trying.

use std::collections::{BTreeSet, HashMap};

use aws_lc_rs::{hmac, rand};
use sea_orm::{ConnectionTrait, Statement, Value};

use super::chain::hexadecimal;
use crate::error::{Error, Result};

const KEY_LENGTH: usize = 32;
/// Persons of one statement; each has three values, and SQLite takes 32,766.
const AT_ONCE: usize = 1000;

/// The keys that close the entries of one scope.
#[derive(Default)]
pub(crate) struct Keys(HashMap<String, Vec<u8>>);

impl Keys {
    pub(super) fn of(&self, person: &str) -> Option<&[u8]> {
        self.0.get(person).map(Vec::as_slice)
    }
}

/// A personal value as the log keeps it.
pub(super) fn hidden(key: Option<&[u8]>, value: &serde_json::Value) -> String {
    let Some(key) = key else { return "erased".into() };
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    format!("hmac:{}", hexadecimal(hmac::sign(&key, value.to_string().as_bytes()).as_ref()))
}

/// The keys of these persons of a country; made for those who have none.
pub(crate) async fn keys(connection: &impl ConnectionTrait, country: &str, persons: &BTreeSet<String>) -> Result<Keys> {
    let persons: Vec<&String> = persons.iter().collect();
    let mut keys = HashMap::new();
    for some in persons.chunks(AT_ONCE) {
        // Usually they are new, and this is all there is to do.
        keys.extend(make(connection, country, some).await?);
        let missing: Vec<&String> = some.iter().copied().filter(|person| !keys.contains_key(*person)).collect();
        if !missing.is_empty() {
            keys.extend(find(connection, country, &missing).await?);
        }
    }
    Ok(Keys(keys))
}

async fn make(connection: &impl ConnectionTrait, country: &str, persons: &[&String]) -> Result<Vec<(String, Vec<u8>)>> {
    let mut values: Vec<Value> = vec![country.into()];
    let mut rows = Vec::new();
    for person in persons {
        let mut key = [0; KEY_LENGTH];
        rand::fill(&mut key).map_err(Error::internal)?;
        values.push((*person).into());
        values.push(key.to_vec().into());
        rows.push(format!("($1, ${}, ${})", values.len() - 1, values.len()));
    }
    let query = format!(
        "INSERT INTO person_keys (country, person, key) VALUES {} ON CONFLICT DO NOTHING RETURNING person, key",
        rows.join(", ")
    );
    pairs(connection, query, values).await
}

async fn find(connection: &impl ConnectionTrait, country: &str, persons: &[&String]) -> Result<Vec<(String, Vec<u8>)>> {
    let places: Vec<String> = (2..persons.len() + 2).map(|place| format!("${place}")).collect();
    let query = format!("SELECT person, key FROM person_keys WHERE country = $1 AND person IN ({})", places.join(", "));
    let values = std::iter::once(country.into()).chain(persons.iter().map(|person| (*person).into())).collect();
    pairs(connection, query, values).await
}

async fn pairs(connection: &impl ConnectionTrait, query: String, values: Vec<Value>) -> Result<Vec<(String, Vec<u8>)>> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), query, values);
    let rows = connection.query_all_raw(statement).await?;
    let pair = |row: &sea_orm::QueryResult| Ok((row.try_get("", "person")?, row.try_get("", "key")?));
    rows.iter().map(pair).collect()
}

/// Destroys the key of a person: what the log holds of them can be guessed by nobody any more.
pub(crate) async fn destroy(connection: &impl ConnectionTrait, country: &str, person: &str) -> Result<()> {
    let query = "DELETE FROM person_keys WHERE country = $1 AND person = $2";
    let values = [country.into(), person.into()];
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
