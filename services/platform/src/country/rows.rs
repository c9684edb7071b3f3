//! The table of where countries stand: a row of the network for each that was ever suspended or erased. A projection: what
//! happened, by whom, stands in the audit log of the service that countries belong to.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, Statement, Value};

use super::Standing;
use crate::{
    error::Result,
    names::{self, NETWORK},
    store::{Scope, Store},
};

/// Keeps where a country stands, unless something newer is kept. Who is erased stays so.
pub(super) async fn keep(scope: &Scope, name: &str, version: i64, standing: Standing) -> Result<()> {
    const KEEP: &str = "INSERT INTO country_standings (country, code, version, state, imported) VALUES ($1, $2, $3, $4, '') \
         ON CONFLICT (country, code) DO UPDATE SET version = excluded.version, state = excluded.state \
         WHERE excluded.version > country_standings.version AND country_standings.state <> 'ERASED'";
    let [code] = names::segments("name", name, "countries/*")?;
    let values: [Value; 4] = [scope.country().into(), code.into(), version.into(), standing.name().into()];
    let connection = scope.connection().await?;
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), KEEP, values);
    connection.execute_raw(statement).await?;
    Ok(())
}

/// Where the countries stand that do not take part.
pub(super) async fn resting(store: &Store) -> Result<HashMap<String, Standing>> {
    let transaction = store.begin_look().await?;
    let query = "SELECT code, state FROM country_standings WHERE state <> 'ACTIVE'";
    let rows = transaction.query_all_raw(Statement::from_string(transaction.get_database_backend(), query)).await?;
    transaction.commit().await?;
    let mut resting = HashMap::new();
    for row in rows {
        let state: String = row.try_get("", "state")?;
        resting.insert(row.try_get("", "code")?, Standing::of(&state));
    }
    Ok(resting)
}

/// Where a country stands, and the version of it that says so.
pub(super) async fn standing(connection: &impl ConnectionTrait, code: &str) -> Result<(String, i64)> {
    let query = "SELECT state, version FROM country_standings WHERE code = $1";
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), query, [code.into()]);
    let Some(row) = connection.query_one_raw(statement).await? else {
        return Ok((Standing::Active.name().into(), 0));
    };
    Ok((row.try_get("", "state")?, row.try_get("", "version")?))
}

/// The digest of what was brought of a country, empty for one that came otherwise; nothing where it is not known here.
pub(super) async fn imported(connection: &impl ConnectionTrait, code: &str) -> Result<Option<String>> {
    let query = "SELECT imported FROM country_standings WHERE code = $1";
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), query, [code.into()]);
    let row = connection.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get("", "imported")).transpose()?)
}

/// Keeps where a country stands that was brought here, and what was brought.
pub(super) async fn keep_imported(
    connection: &impl ConnectionTrait,
    code: &str,
    version: i64,
    state: &str,
    sha256: &str,
) -> Result<()> {
    let query = "INSERT INTO country_standings (country, code, version, state, imported) VALUES ($1, $2, $3, $4, $5)";
    let values: [Value; 5] = [NETWORK.into(), code.into(), version.into(), state.into(), sha256.into()];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), query, values);
    connection.execute_raw(statement).await?;
    Ok(())
}
