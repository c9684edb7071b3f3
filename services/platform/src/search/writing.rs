//! Writing to tables of terms. They follow from rows that have audit entries, and have none themselves.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};
use uuid::Uuid;

use super::{FoundBy, terms_of_all};

/// Rows of one statement in SQLite, which takes 32,766 values.
const AT_ONCE: usize = 5000;

/// A row that is to be found by other terms than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The table of terms.
    pub table: &'static str,
    /// The id of the row.
    pub id: Uuid,
    /// Whether there may be terms of it.
    pub known: bool,
    /// What it is found by now; empty where it is not to be found.
    pub terms: Vec<(String, i32)>,
}

impl Document {
    /// What a change of a row comes to; nothing where its texts are the same.
    pub(crate) fn of<Model>(by: &FoundBy<Model>, before: Option<&Model>, after: Option<&Model>) -> Option<Self> {
        let row = after.or(before)?;
        let texts = after.map(by.texts).unwrap_or_default();
        if before.map(by.texts).unwrap_or_default() == texts {
            return None;
        }
        let (table, id, known) = (by.table, (by.document)(row), before.is_some());
        Some(Self { table, id, known, terms: terms_of_all(&texts) })
    }
}

/// Writes what rows of one country are found by, in the place of what they were found by. Of two entries for one row, the
/// later counts.
pub async fn write(connection: &impl ConnectionTrait, country: &str, documents: &[Document]) -> Result<(), DbErr> {
    let mut tables: Vec<&'static str> = documents.iter().map(|document| document.table).collect();
    tables.sort_unstable();
    tables.dedup();
    for table in tables {
        let mut last: Vec<&Document> = Vec::new();
        for document in documents.iter().filter(|document| document.table == table).rev() {
            if !last.iter().any(|later| later.id == document.id) {
                last.push(document);
            }
        }
        let known: Vec<Uuid> =
            documents.iter().filter(|one| one.table == table && one.known).map(|one| one.id).collect();
        if !known.is_empty() {
            remove(connection, table, country, known).await?;
        }
        add(connection, table, country, &last).await?;
    }
    Ok(())
}

async fn remove(connection: &impl ConnectionTrait, table: &str, country: &str, ids: Vec<Uuid>) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let (among, mut values) = crate::store::inserts::among(backend, "document", 2, &ids);
    values.insert(0, country.into());
    let query = format!("DELETE FROM {table} WHERE country = $1 AND {among}");
    connection.execute_raw(Statement::from_sql_and_values(backend, query, values)).await.map(drop)
}

async fn add(
    connection: &impl ConnectionTrait,
    table: &str,
    country: &str,
    documents: &[&Document],
) -> Result<(), DbErr> {
    let rows = documents.iter().flat_map(|one| one.terms.iter().map(|(term, weight)| (one.id, term.clone(), *weight)));
    let rows: Vec<(Uuid, String, i32)> = rows.collect();
    let backend = connection.get_database_backend();
    let columns = format!("INSERT INTO {table} (country, document, term, weight)");
    if backend == DbBackend::Postgres && !rows.is_empty() {
        // The same text for any number of terms: it plans each statement that is new to it.
        let query = format!("{columns} SELECT $1, * FROM unnest($2::uuid[], $3::varchar[], $4::integer[])");
        let ids: Vec<Uuid> = rows.iter().map(|(id, _, _)| *id).collect();
        let terms: Vec<String> = rows.iter().map(|(_, term, _)| term.clone()).collect();
        let weights: Vec<i32> = rows.iter().map(|(_, _, weight)| *weight).collect();
        let values: [Value; 4] = [country.into(), ids.into(), terms.into(), weights.into()];
        return connection.execute_raw(Statement::from_sql_and_values(backend, query, values)).await.map(drop);
    }
    for some in rows.chunks(AT_ONCE) {
        let mut values: Vec<Value> = vec![country.into()];
        let mut places = Vec::new();
        for (id, term, weight) in some {
            let next = values.len() + 1;
            places.push(format!("($1, ${next}, ${}, ${})", next + 1, next + 2));
            values.extend([(*id).into(), term.as_str().into(), (*weight).into()]);
        }
        let query = format!("{columns} VALUES {}", places.join(", "));
        connection.execute_raw(Statement::from_sql_and_values(backend, query, values)).await?;
    }
    Ok(())
}
