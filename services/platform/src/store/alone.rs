//! What one scope at a time does: what it counts before it writes is then still so when it commits.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::Scope;
use crate::error::Result;

impl Scope {
    /// Waits until no other scope of this country is at the same, and keeps others waiting until this one ends.
    pub async fn alone(&self, at: &str) -> Result<()> {
        let connection = self.connection().await?;
        // In SQLite there is one writing scope at a time, whatever it is at.
        if connection.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        let query = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        let values = [format!("{}/{at}", self.country()).into()];
        connection.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, query, values)).await?;
        Ok(())
    }
}
