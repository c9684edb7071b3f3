//! What several migrations do: rows that are read in pieces, since all rows of a network may not fit into memory, and indexes
//! that lists are read by.

use platform::search::{Document, write};
use sea_orm_migration::{
    prelude::{Alias, Index, SchemaManager},
    sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement, prelude::Uuid},
};

/// Rows that are read at once.
const AT_ONCE: usize = 500;

/// Where a row stands.
pub(super) type Key = (String, Uuid);

/// The key that is before all others.
pub(super) fn first() -> Key {
    (String::new(), Uuid::nil())
}

/// The next rows behind a key, in the order of their keys. The query is open for a condition more.
pub(super) async fn after<Row: FromQueryResult>(
    connection: &impl ConnectionTrait,
    rows: &str,
    (country, id): &Key,
) -> Result<Vec<Row>, DbErr> {
    let backend = connection.get_database_backend();
    let query = format!("{rows} AND (country, id) > ($1, $2) ORDER BY country, id LIMIT {AT_ONCE}");
    let values = [country.as_str().into(), (*id).into()];
    let found = connection.query_all_raw(Statement::from_sql_and_values(backend, query, values)).await?;
    found.iter().map(|row| Row::from_query_result(row, "")).collect()
}

/// A row that is found by terms.
pub(super) trait Found: FromQueryResult {
    /// Where it stands.
    fn key(&self) -> Key;
}

/// Writes the terms of rows, which `document` tells.
pub(super) async fn write_terms<Row: Found>(
    connection: &impl ConnectionTrait,
    rows: &str,
    document: impl Fn(&Row) -> Document,
) -> Result<(), DbErr> {
    let mut last = first();
    loop {
        let found: Vec<Row> = after(connection, rows, &last).await?;
        let Some(end) = found.last() else { return Ok(()) };
        last = end.key();
        for of_country in found.chunk_by(|one, next| one.key().0 == next.key().0) {
            let documents: Vec<Document> = of_country.iter().map(&document).collect();
            write(connection, &of_country[0].key().0, &documents).await?;
        }
    }
}

/// An index for each of these columns, by which the rows of a country that have one value of it are read in their order.
pub(super) async fn listed_by(manager: &SchemaManager<'_>, table: &str, columns: &[&str]) -> Result<(), DbErr> {
    for column in columns {
        let index = Index::create()
            .name(format!("{table}_by_{column}"))
            .table(Alias::new(table))
            .col(Alias::new("country"))
            .col(Alias::new(*column))
            .col(Alias::new("id"))
            .to_owned();
        manager.create_index(index).await?;
    }
    Ok(())
}
