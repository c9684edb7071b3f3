//! Rows that files brought, so that a file that is sent again registers none of them anew.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct ImportedRows;

impl MigrationName for ImportedRows {
    fn name(&self) -> &str {
        "registrations_m0164_imported_rows"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ImportedRows {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("imported_rows", &["country", "edition", "digest"])
            .col(string("country"))
            .col(string("edition"))
            .col(string("digest"))
            .col(timestamp_with_time_zone("create_time"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "imported_rows", Sharing::None).await
    }
}
