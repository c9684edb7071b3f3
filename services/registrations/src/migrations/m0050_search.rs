//! What registrations and publications are found by.

use platform::search::{Document, Texts, create, terms, write};
use sea_orm_migration::{
    prelude::*,
    sea_orm::{DbBackend, FromQueryResult, Statement, prelude::Uuid},
};

/// Rows that are read at once.
const AT_ONCE: usize = 500;

/// Creates the tables of terms, and fills them with what is there.
pub struct Search;

impl MigrationName for Search {
    fn name(&self) -> &str {
        "registrations_m0050_search"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Search {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["registration_terms", "publication_terms"] {
            create(manager, table).await?;
        }
        for table in GUARDED {
            forced(manager, table, false).await?;
        }
        fill(manager, "registration_terms", REGISTRATIONS).await?;
        fill(manager, "publication_terms", PUBLICATIONS).await?;
        for table in GUARDED {
            forced(manager, table, true).await?;
        }
        Ok(())
    }
}

const GUARDED: [&str; 4] = ["registrations", "publications", "registration_terms", "publication_terms"];

/// As they were when this was written; what comes later to be searched has a migration of its own.
const REGISTRATIONS: &str = "SELECT country, id, language, title, organisation, summary, problem, description, sector, \
                             city FROM registrations WHERE NOT blocked";
const PUBLICATIONS: &str = "SELECT country, id, '' AS language, title, organisation, summary, '' AS problem, \
                            '' AS description, '' AS sector, city FROM publications WHERE published AND NOT blocked";

#[derive(FromQueryResult)]
struct Row {
    country: String,
    id: Uuid,
    language: String,
    title: String,
    organisation: String,
    summary: String,
    problem: String,
    description: String,
    sector: String,
    city: String,
}

/// The owner of the tables does not see their rows while the guard is forced on it.
pub(super) async fn forced(manager: &SchemaManager<'_>, table: &str, force: bool) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let force = if force { "FORCE" } else { "NO FORCE" };
    let statement = format!("ALTER TABLE {table} {force} ROW LEVEL SECURITY");
    manager.get_connection().execute_unprepared(&statement).await.map(drop)
}

/// In pieces, since all rows of a network may not fit into memory.
async fn fill(manager: &SchemaManager<'_>, table: &'static str, rows: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let backend = connection.get_database_backend();
    let mut last = (String::new(), Uuid::nil());
    loop {
        let query = format!("{rows} AND (country, id) > ($1, $2) ORDER BY country, id LIMIT {AT_ONCE}");
        let values = [last.0.clone().into(), last.1.into()];
        let found = connection.query_all_raw(Statement::from_sql_and_values(backend, query, values)).await?;
        let found: Vec<Row> = found.iter().map(|row| Row::from_query_result(row, "")).collect::<Result<_, _>>()?;
        let Some(end) = found.last() else { return Ok(()) };
        last = (end.country.clone(), end.id);
        for of_country in found.chunk_by(|one, next| one.country == next.country) {
            let documents: Vec<Document> = of_country.iter().map(|row| row.document(table)).collect();
            write(connection, &of_country[0].country, &documents).await?;
        }
    }
}

impl Row {
    fn document(&self, table: &'static str) -> Document {
        let fields = vec![
            (4, self.title.as_str()),
            (3, self.organisation.as_str()),
            (2, self.summary.as_str()),
            (1, self.problem.as_str()),
            (1, self.description.as_str()),
            (1, self.sector.as_str()),
            (1, self.city.as_str()),
        ];
        let terms = terms(&Texts { language: &self.language, fields });
        Document { table, id: self.id, known: false, terms }
    }
}
