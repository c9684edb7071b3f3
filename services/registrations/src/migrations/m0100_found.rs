//! What is searched by the language that it is written in, which is not always the one its applicant is written to in; and
//! entries of the catalogue by the fields that few of them may have.

use platform::store::guard::forced;
use sea_orm_migration::prelude::*;

use super::{
    m0076_translation_terms::Registration,
    pieces::{listed_by, write_terms},
};

/// Writes the terms anew where the two languages differ, and makes the indexes.
pub struct Found;

impl MigrationName for Found {
    fn name(&self) -> &str {
        "registrations_m0100_found"
    }
}

/// As they were when this was written.
const WRITTEN_OTHERWISE: &str = "SELECT country, id, source_language AS language, title, organisation, summary, problem, \
                                 description, sector, city, answers FROM registrations \
                                 WHERE NOT blocked AND source_language <> '' AND source_language <> language";

#[async_trait::async_trait]
impl MigrationTrait for Found {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        forced(manager, &["registrations", "registration_terms"], false).await?;
        write_terms(manager.get_connection(), WRITTEN_OTHERWISE, Registration::document).await?;
        forced(manager, &["registrations", "registration_terms"], true).await?;
        listed_by(manager, "publications", &["edition", "category", "sector"]).await
    }
}
