//! The table of where countries stand: a row of the network for each that was ever suspended or erased. A projection: what
//! happened, by whom, stands in the audit log of the service that countries belong to.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, Statement, Value};

use super::Standing;
use crate::{
    error::Result,
    names,
    store::{Scope, Store},
};

/// Keeps where a country stands, unless something newer is kept. Who is erased stays so.
pub(super) async fn keep(scope: &Scope, name: &str, version: i64, standing: Standing) -> Result<()> {
    const KEEP: &str = "INSERT INTO country_standings (country, code, version, state) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (country, code) DO UPDATE SET version = excluded.version, state = excluded.state \
         WHERE excluded.version > country_standings.version AND country_standings.state <> 'ERASED'";
    let [code] = names::segments("name", name, "countries/*")?;
    let values: [Value; 4] = [scope.country().into(), code.into(), version.into(), standing.name().into()];
    let connection = scope.connection();
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
