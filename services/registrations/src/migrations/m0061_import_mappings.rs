//! What offices say of the columns of their spreadsheets.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct ImportMappings;

impl MigrationName for ImportMappings {
    fn name(&self) -> &str {
        "registrations_m0061_import_mappings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ImportMappings {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("import_mappings", &["country", "id"])
            .col(string("country"))
            .col(string("id"))
            .col(big_integer("version"))
            .col(json("columns"))
            .col(timestamp_with_time_zone("create_time"))
            .col(timestamp_with_time_zone("update_time"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "import_mappings", Sharing::None).await
    }
}
