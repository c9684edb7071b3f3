//! The tables of a service that hold rows of countries, as the database itself lists them: so that none can be forgotten.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::cell::Kind;
use crate::error::Result;

/// The audit log and what belongs to it, in the order in which it is removed.
pub(crate) const AUDIT: [&str; 3] = ["audit_unsealed", "audit_entries", "audit_seals"];

/// What belongs to the machinery of one installation and stays there: events on their way, answers that are repeated,
/// what was heard of countries; and the marks of the sealer and of whoever finds conflicts, which
/// are made anew.
const LEFT_HERE: [&str; 8] = [
    "outbox",
    "inbox",
    "retries",
    "request_ids",
    "grant_beats",
    "country_standings",
    "audit_unsealed",
    "conflict_marks",
];

/// Whether a table is one of the machinery's.
pub(super) fn is_machinery(table: &str) -> bool {
    LEFT_HERE.contains(&table)
}

/// One table, with its columns by name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    key: Vec<String>,
}

/// One column.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub name: String,
    pub kind: Kind,
    /// Its values stay here: null leaves in their place.
    pub secret: bool,
}

/// Every table with a country column, by name.
pub(crate) async fn with_country(connection: &impl ConnectionTrait) -> Result<Vec<String>> {
    const POSTGRES: &str = "SELECT c.relname::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'country' \
         AND NOT a.attisdropped";
    const SQLITE: &str = "SELECT m.name AS name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c \
         ON c.name = 'country' WHERE m.type = 'table'";
    let backend = connection.get_database_backend();
    let query = if backend == DbBackend::Postgres { POSTGRES } else { SQLITE };
    let rows = connection.query_all_raw(Statement::from_string(backend, query)).await?;
    let mut names: Vec<String> =
        rows.iter().map(|row| row.try_get("", "name")).collect::<std::result::Result<_, _>>()?;
    names.sort_unstable();
    Ok(names)
}

/// Whether cases are reviewed in this service.
pub(crate) async fn has_reviews(connection: &impl ConnectionTrait) -> Result<bool> {
    let names = with_country(connection).await?;
    Ok(["cases", "assignments"].iter().all(|table| names.iter().any(|name| name == table)))
}

/// The tables, in the service's own, that have an id and beside it the registration that a row belongs to; each with the
/// column of what is hidden that the registration is held against: its id or its name.
pub(crate) async fn naming_registrations(connection: &impl ConnectionTrait) -> Result<Vec<(String, &'static str)>> {
    let mut found = Vec::new();
    for name in with_country(connection).await? {
        let table = read(connection, &name).await?;
        let kind = |column: &str| table.columns.iter().find(|one| one.name == column).map(|one| one.kind);
        match (kind("id"), kind("registration")) {
            (Some(Kind::Uuid), Some(Kind::Uuid)) => found.push((name, "registration_id")),
            (Some(Kind::Uuid), Some(Kind::Text)) => found.push((name, "registration")),
            _ => {}
        }
    }
    Ok(found)
}

/// The tables whose rows leave with a country: all but the machinery's, and those of secrets. `secrets` names tables, and
/// columns as `members.code_digest`.
pub(super) async fn exported(connection: &impl ConnectionTrait, secrets: &[&str]) -> Result<Vec<Table>> {
    let mut tables = Vec::new();
    for name in with_country(connection).await? {
        if !LEFT_HERE.contains(&name.as_str()) && !secrets.contains(&name.as_str()) {
            let mut table = read(connection, &name).await?;
            for column in &mut table.columns {
                column.secret = secrets.contains(&format!("{name}.{}", column.name).as_str());
            }
            tables.push(table);
        }
    }
    Ok(tables)
}

/// One table as it stands in the database.
pub(super) async fn read(connection: &impl ConnectionTrait, name: &str) -> Result<Table> {
    const POSTGRES: &str = "SELECT a.attname::text AS name, format_type(a.atttypid, NULL) AS kind, \
         coalesce(array_position(i.indkey::int2[], a.attnum), -1)::bigint AS place \
         FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary \
         WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped";
    const SQLITE: &str = "SELECT name, type AS kind, CAST(pk - 1 AS INTEGER) AS place FROM pragma_table_info($1)";
    let backend = connection.get_database_backend();
    let query = if backend == DbBackend::Postgres { POSTGRES } else { SQLITE };
    let (mut columns, mut key) = (Vec::new(), Vec::new());
    for row in connection.query_all_raw(Statement::from_sql_and_values(backend, query, [name.into()])).await? {
        let (column, kind): (String, String) = (row.try_get("", "name")?, row.try_get("", "kind")?);
        let place: i64 = row.try_get("", "place")?;
        if place >= 0 {
            key.push((place, column.clone()));
        }
        columns.push(Column { name: column, kind: Kind::of(&kind)?, secret: false });
    }
    // By name, so that the order in which they were added makes no difference.
    columns.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    key.sort_unstable();
    Ok(Table { name: name.to_owned(), columns, key: key.into_iter().map(|(_, name)| name).collect() })
}

impl Table {
    /// The query of the rows that `which` names, in the order of the key, byte by byte: the same in either database.
    pub fn query(&self, backend: DbBackend, which: &str) -> String {
        let columns: Vec<String> =
            self.columns.iter().map(|column| column.kind.selected(backend, &column.name)).collect();
        let bytewise = |name: &String| {
            let is_text = self.columns.iter().any(|column| column.name == *name && column.kind == Kind::Text);
            let collation = if is_text && backend == DbBackend::Postgres { " COLLATE \"C\"" } else { "" };
            format!("{}.\"{name}\"{collation}", self.name)
        };
        let order: Vec<String> = self.key.iter().map(bytewise).collect();
        format!("SELECT {} FROM {} WHERE {which} ORDER BY {}", columns.join(", "), self.name, order.join(", "))
    }
}
