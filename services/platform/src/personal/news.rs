//! The newest that was heard of a request about a person: what comes twice or late changes nothing.

use sea_orm::{ConnectionTrait, Statement};

use crate::{error::Result, store::Scope};

/// Remembers it. False where something as new was heard before.
pub(super) async fn is_new(scope: &Scope, name: &str, version: i64) -> Result<bool> {
    let query = "INSERT INTO person_news (country, name, version) VALUES ($1, $2, $3) \
         ON CONFLICT (country, name) DO UPDATE SET version = excluded.version \
         WHERE excluded.version > person_news.version";
    let values = [scope.country().into(), name.into(), version.into()];
    let connection = scope.connection().await?;
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), query, values);
    Ok(connection.execute_raw(statement).await?.rows_affected() == 1)
}
