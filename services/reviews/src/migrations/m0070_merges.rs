//! Where a case stood whose registration was merged into another one.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns.
pub struct Merges;

impl MigrationName for Merges {
    fn name(&self) -> &str {
        "reviews_m0070_merges"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Merges {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            timestamp_with_time_zone_null("merged_at").take(),
            string_null("state_before_merge").take(),
            big_integer("merge_version").default(0).take(),
        ];
        // One at a time: SQLite adds no two in one statement.
        for column in columns {
            manager.alter_table(Table::alter().table("cases").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
