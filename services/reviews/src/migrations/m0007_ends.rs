//! Whether the end of a validation was told, and an index of those whose end is still to come.

use sea_orm_migration::{prelude::*, schema::timestamp_with_time_zone_null};

/// Adds the column and the index.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "reviews_m0007_ends"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = timestamp_with_time_zone_null("end_told_at");
        manager.alter_table(Table::alter().table("validations").add_column(column).to_owned()).await?;
        // What the worker looks for: a small part of all that was ever checked.
        let index = "CREATE INDEX validations_to_end ON validations (expires_at) WHERE end_told_at IS NULL";
        manager.get_connection().execute_unprepared(index).await.map(drop)
    }
}
