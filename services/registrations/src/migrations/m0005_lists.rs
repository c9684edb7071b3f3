//! What the lists of registrations are read by, so that a filter costs as much among a million rows as among a few.

use sea_orm_migration::prelude::*;

use super::pieces::listed_by;

/// An index for each field that lists filter by and that can be rare; two tracks are not.
pub struct Lists;

impl MigrationName for Lists {
    fn name(&self) -> &str {
        "registrations_m0005_lists"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Lists {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        listed_by(manager, "registrations", &["state", "edition", "category"]).await
    }
}
