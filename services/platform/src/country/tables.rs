//! The tables of a service that hold rows of countries, as the database itself lists them: so that none can be forgotten.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::error::Result;

/// The audit log and what belongs to it, in the order in which it is removed.
pub(crate) const AUDIT: [&str; 3] = ["audit_unsealed", "audit_entries", "audit_seals"];

/// Every table with a country column, by name.
pub(crate) async fn with_country(connection: &impl ConnectionTrait) -> Result<Vec<String>> {
    const POSTGRES: &str = "SELECT c.relname::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'country' \
         AND NOT a.attisdropped ORDER BY 1";
    const SQLITE: &str = "SELECT m.name AS name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c \
         ON c.name = 'country' WHERE m.type = 'table' ORDER BY 1";
    let backend = connection.get_database_backend();
    let query = if backend == DbBackend::Postgres { POSTGRES } else { SQLITE };
    let rows = connection.query_all_raw(Statement::from_string(backend, query)).await?;
    Ok(rows.iter().map(|row| row.try_get("", "name")).collect::<std::result::Result<_, _>>()?)
}
