//! Short names have a key, in what was handed in before, too.

use sea_orm_migration::prelude::*;

use super::m0120_company_forms::names_anew;

/// Writes the keys of names anew where they are others.
pub struct ShortNames;

impl MigrationName for ShortNames {
    fn name(&self) -> &str {
        "registrations_m0150_short_names"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ShortNames {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Only they had none.
        names_anew(manager, " AND letters IS NULL").await
    }
}
