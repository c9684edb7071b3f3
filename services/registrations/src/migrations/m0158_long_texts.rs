//! Long registrations are found by all of their words, and those with answers compared by their fields alone as well.

use platform::store::guard::forced;
use sea_orm_migration::prelude::*;

use super::{m0076_translation_terms::Registration, m0157_answered_texts, pieces::write_terms};

/// Writes the terms of long registrations anew, and the keys of texts where there are answers.
pub struct LongTexts;

impl MigrationName for LongTexts {
    fn name(&self) -> &str {
        "registrations_m0158_long_texts"
    }
}

const GUARDED: [&str; 3] = ["registrations", "registration_terms", "duplicate_keys"];

/// Those of which no more than the first 2,000 words were read: words have two letters and more, and what parts them.
const LONG: &str = "SELECT country, id, CASE source_language WHEN '' THEN language ELSE source_language END AS language, title, \
                    organisation, summary, problem, description, sector, city, answers FROM registrations \
                    WHERE NOT blocked AND length(title) + length(organisation) + length(summary) + length(problem) \
                    + length(description) + length(CAST(answers AS text)) > 5000";

#[async_trait::async_trait]
impl MigrationTrait for LongTexts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        forced(manager, &GUARDED, false).await?;
        write_terms(manager.get_connection(), LONG, Registration::document).await?;
        m0157_answered_texts::write(manager.get_connection()).await?;
        forced(manager, &GUARDED, true).await
    }
}
