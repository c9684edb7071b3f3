//! The appeal of a registration, and until when one can be filed.

use sea_orm_migration::{
    prelude::*,
    schema::{string, timestamp_with_time_zone_null},
};

/// Adds the columns.
pub struct Appeals;

impl MigrationName for Appeals {
    fn name(&self) -> &str {
        "registrations_m0082_appeals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Appeals {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One at a time: SQLite adds no two in one statement.
        for column in [string("appeal").default("").take(), timestamp_with_time_zone_null("appeal_due")] {
            manager.alter_table(Table::alter().table("registrations").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
