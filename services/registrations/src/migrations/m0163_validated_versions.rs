//! Which version of a registration an institution found to hold: what is published says nothing else.

use sea_orm_migration::{prelude::*, schema::integer};

/// Adds the column; 0: it was not kept.
pub struct ValidatedVersions;

impl MigrationName for ValidatedVersions {
    fn name(&self) -> &str {
        "registrations_m0163_validated_versions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ValidatedVersions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let version = integer("validated_version").default(0).take();
        manager.alter_table(Table::alter().table("registrations").add_column(version).to_owned()).await
    }
}
