//! How often it was told that the end of a validation comes near.

use sea_orm_migration::{prelude::*, schema::integer};

/// Adds the column.
pub struct Reminders;

impl MigrationName for Reminders {
    fn name(&self) -> &str {
        "reviews_m0074_reminders"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Reminders {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = integer("reminders").default(0).take();
        manager.alter_table(Table::alter().table("validations").add_column(column).to_owned()).await
    }
}
