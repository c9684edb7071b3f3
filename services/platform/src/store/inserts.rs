//! What a commit writes beside the rows of the use case, in as few round trips as the database allows: each costs more
//! than the row it brings.

use std::borrow::Cow;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};
use uuid::Uuid;

use super::Backend;

/// Rows of one statement: SQLite takes 32,766 values, and none of our rows has more than two dozen.
pub(super) const AT_ONCE: usize = 500;

/// Rows for one table.
pub(crate) struct Insert {
    /// The table.
    pub table: &'static str,
    /// Its columns. One that ends in `::json` is JSON that stays as it was written; the value of one that ends in
    /// `::from_now` is the time from this moment by the database's clock, in milliseconds, and null stays null.
    pub columns: Cow<'static, [&'static str]>,
    /// A value for each column.
    pub rows: Vec<Vec<Value>>,
    /// The primary key, where a row is to be in the place of one that may be there; otherwise nothing.
    pub instead_of: Vec<&'static str>,
}

impl Insert {
    /// New rows.
    pub fn new(table: &'static str, columns: &'static [&'static str], rows: Vec<Vec<Value>>) -> Self {
        Self { table, columns: columns.into(), rows, instead_of: Vec::new() }
    }
}

/// Writes them all, behind the statement of a change. In PostgreSQL that is one statement, unless there are very many rows.
/// How many rows the change met.
pub(crate) async fn together(
    connection: &impl ConnectionTrait,
    change: Option<Statement>,
    inserts: Vec<Insert>,
) -> Result<u64, DbErr> {
    let backend = connection.get_database_backend();
    let mut parts = Parts::default();
    let mut met = 0;
    if let Some(change) = change {
        // SQLite has no way to put them together.
        match backend {
            DbBackend::Sqlite => met = connection.execute_raw(change).await?.rows_affected(),
            _ => parts.change(change),
        }
    }
    for mut insert in inserts {
        while !insert.rows.is_empty() {
            let rest = insert.rows.split_off(insert.rows.len().min(AT_ONCE));
            let rows = std::mem::replace(&mut insert.rows, rest);
            parts.inserts.push(statement(backend, &insert, rows, &mut parts.values));
            // Many rows would be too many values.
            if backend == DbBackend::Sqlite || parts.values.len() > AT_ONCE * insert.columns.len() {
                met += std::mem::take(&mut parts).run(connection).await?;
            }
        }
    }
    Ok(met + parts.run(connection).await?)
}

/// Parts of one statement, and the values of all.
#[derive(Default)]
struct Parts {
    change: Option<String>,
    inserts: Vec<String>,
    values: Vec<Value>,
}

impl Parts {
    /// The first part, whose values are counted from 1.
    fn change(&mut self, change: Statement) {
        self.change = Some(change.sql);
        self.values = change.values.map(|values| values.0).unwrap_or_default();
    }

    /// Runs them. How many rows the change met.
    async fn run(self, connection: &impl ConnectionTrait) -> Result<u64, DbErr> {
        let Self { change, mut inserts, values } = self;
        let last = match &change {
            Some(_) => "SELECT count(*) AS met FROM change".to_owned(),
            None => match inserts.pop() {
                Some(last) => last,
                None => return Ok(0),
            },
        };
        let change = change.map(|change| format!("change AS ({change} RETURNING 1)"));
        let inserts = inserts.into_iter().enumerate().map(|(place, insert)| format!("part_{place} AS ({insert})"));
        let parts: Vec<String> = change.into_iter().chain(inserts).collect();
        let query = if parts.is_empty() { last } else { format!("WITH {} {last}", parts.join(", ")) };
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), query, values);
        let row = connection.query_one_raw(statement).await?;
        let met: i64 = row.map_or(Ok(0), |row| row.try_get("", "met"))?;
        Ok(u64::try_from(met).unwrap_or_default())
    }
}

/// One INSERT of some rows, whose values are added to `values`.
fn statement(backend: DbBackend, insert: &Insert, rows: Vec<Vec<Value>>, values: &mut Vec<Value>) -> String {
    let Insert { table, columns, instead_of, .. } = insert;
    let now = match backend {
        DbBackend::Sqlite => Backend::Sqlite.now(),
        _ => Backend::Postgres.now(),
    };
    let mut written = Vec::new();
    for row in rows {
        let mut places = Vec::new();
        for (value, column) in row.into_iter().zip(columns.iter()) {
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
    let replace = replacement(&columns, instead_of);
    format!("INSERT INTO {table} ({}) VALUES {}{replace}", columns.join(", "), written.join(", "))
}

/// What has a row be in the place of one with the same key.
fn replacement(columns: &[&str], key: &[&str]) -> String {
    if key.is_empty() {
        return String::new();
    }
    let others = columns.iter().filter(|column| !key.contains(column));
    let written: Vec<String> = others.map(|column| format!("{column} = excluded.{column}")).collect();
    format!(" ON CONFLICT ({}) DO UPDATE SET {}", key.join(", "), written.join(", "))
}

/// The condition that `column` is one of these ids, and the values to bind from place `first` on. In PostgreSQL the text
/// is the same for any number of ids: it reads and plans each statement that is new to it.
pub(crate) fn among(backend: DbBackend, column: &str, first: usize, ids: &[Uuid]) -> (String, Vec<Value>) {
    if backend == DbBackend::Postgres {
        return (format!("{column} = ANY (${first})"), vec![ids.to_vec().into()]);
    }
    let places: Vec<String> = (first..first + ids.len()).map(|place| format!("${place}")).collect();
    (format!("{column} IN ({})", places.join(", ")), ids.iter().map(|id| (*id).into()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_through_all_rows_and_tables() {
        let mut values = vec![Value::from(1)];
        let rows = vec![vec![2.into(), "{}".into()], vec![3.into(), "[]".into()]];
        let mut log = Insert::new("log", &["id", "after::json"], Vec::new());
        let query = statement(DbBackend::Postgres, &log, rows.clone(), &mut values);
        assert_eq!(query, "INSERT INTO log (id, after) VALUES ($2, CAST($3 AS json)), ($4, CAST($5 AS json))");
        assert_eq!(values.len(), 5);
        let query = statement(DbBackend::Sqlite, &log, rows.clone(), &mut Vec::new());
        assert_eq!(query, "INSERT INTO log (id, after) VALUES ($1, $2), ($3, $4)");
        log.instead_of = vec!["id"];
        let query = statement(DbBackend::Sqlite, &log, vec![vec![2.into(), "{}".into()]], &mut Vec::new());
        assert!(query.ends_with("($1, $2) ON CONFLICT (id) DO UPDATE SET after = excluded.after"), "{query}");
    }
    #[test]
    fn a_condition_on_ids_reads_the_same_for_any_number_of_them_where_the_database_plans_it() {
        let ids = [Uuid::from_u128(1), Uuid::from_u128(2)];
        let (condition, values) = among(DbBackend::Postgres, "entry", 2, &ids);
        assert_eq!((condition.as_str(), values.len()), ("entry = ANY ($2)", 1));
        let (condition, values) = among(DbBackend::Sqlite, "entry", 2, &ids);
        assert_eq!((condition.as_str(), values.len()), ("entry IN ($2, $3)", 2));
    }
}
