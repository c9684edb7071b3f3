//! What registrations and publications are found by.

use platform::search::{Document, Texts, create, terms};
use platform::store::guard::forced;
use sea_orm_migration::{
    prelude::*,
    sea_orm::{FromQueryResult, prelude::Uuid},
};

use super::pieces::{Found, Key, write_terms};

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
        forced(manager, &GUARDED, false).await?;
        let connection = manager.get_connection();
        write_terms(connection, REGISTRATIONS, |row: &Row| row.document("registration_terms")).await?;
        write_terms(connection, PUBLICATIONS, |row: &Row| row.document("publication_terms")).await?;
        forced(manager, &GUARDED, true).await
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

impl Found for Row {
    fn key(&self) -> Key {
        (self.country.clone(), self.id)
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
