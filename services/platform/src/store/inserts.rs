//! What a commit writes beside the rows of the use case, in as few round trips as the database allows: each costs more
//! than the row it brings.

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use super::Backend;
use crate::error::Result;

/// Rows of one statement: SQLite takes 32,766 values, and none of our rows has more than a dozen.
const AT_ONCE: usize = 500;

/// Rows for one table.
pub(crate) struct Insert {
    /// The table.
    pub table: &'static str,
    /// Its columns. One that ends in `::json` is JSON that stays as it was written; the value of one that ends in
    /// `::from_now` is the time from this moment by the database's clock, in milliseconds, and null stays null.
    pub columns: &'static [&'static str],
    /// A value for each column.
    pub rows: Vec<Vec<Value>>,
}

/// Writes them all. In PostgreSQL that is one statement, unless there are very many rows.
pub(crate) async fn together(connection: &impl ConnectionTrait, inserts: Vec<Insert>) -> Result<()> {
    let backend = connection.get_database_backend();
    let (mut statements, mut values) = (Vec::new(), Vec::new());
    for Insert { table, columns, mut rows } in inserts {
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(AT_ONCE));
            statements.push(statement(backend, table, columns, std::mem::replace(&mut rows, rest), &mut values));
            // SQLite has no way to put them together, and many rows would be too many values.
            if backend == DbBackend::Sqlite || values.len() > AT_ONCE * columns.len() {
                run(connection, &mut statements, &mut values).await?;
            }
        }
    }
    run(connection, &mut statements, &mut values).await
}

async fn run(connection: &impl ConnectionTrait, statements: &mut Vec<String>, values: &mut Vec<Value>) -> Result<()> {
    let Some(last) = statements.pop() else { return Ok(()) };
    let before: Vec<String> =
        statements.drain(..).enumerate().map(|(place, statement)| format!("part_{place} AS ({statement})")).collect();
    let query = if before.is_empty() { last } else { format!("WITH {} {last}", before.join(", ")) };
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), query, std::mem::take(values));
    connection.execute_raw(statement).await?;
    Ok(())
}

/// One INSERT, whose values are added to `values`.
fn statement(
    backend: DbBackend,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
    values: &mut Vec<Value>,
) -> String {
    let now = match backend {
        DbBackend::Sqlite => Backend::Sqlite.now(),
        _ => Backend::Postgres.now(),
    };
    let mut written = Vec::new();
    for row in rows {
        let mut places = Vec::new();
        for (value, column) in row.into_iter().zip(columns) {
            values.push(value);
            let place = values.len();
            places.push(match column.split_once("::") {
                // SQLite keeps JSON as text, and would make a number of what is cast.
                Some((_, "json")) if backend == DbBackend::Postgres => format!("CAST(${place} AS json)"),
                Some((_, "from_now")) => format!("{now} + ${place}"),
                _ => format!("${place}"),
            });
        }
        written.push(format!("({})", places.join(", ")));
    }
    let columns: Vec<&str> = columns.iter().map(|column| column.split("::").next().unwrap_or_default()).collect();
    format!("INSERT INTO {table} ({}) VALUES {}", columns.join(", "), written.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_through_all_rows_and_tables() {
        let mut values = vec![Value::from(1)];
        let rows = vec![vec![2.into(), "{}".into()], vec![3.into(), "[]".into()]];
        let query = statement(DbBackend::Postgres, "log", &["id", "after::json"], rows.clone(), &mut values);
        assert_eq!(query, "INSERT INTO log (id, after) VALUES ($2, CAST($3 AS json)), ($4, CAST($5 AS json))");
        assert_eq!(values.len(), 5);
        let query = statement(DbBackend::Sqlite, "log", &["id", "after::json"], rows, &mut Vec::new());
        assert_eq!(query, "INSERT INTO log (id, after) VALUES ($1, $2), ($3, $4)");
    }
}
