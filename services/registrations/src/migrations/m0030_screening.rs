//! What an office asked to be mended in a registration, and the checklist of an edition.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns.
pub struct Screening;

impl MigrationName for Screening {
    fn name(&self) -> &str {
        "registrations_m0030_screening"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Screening {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let items = json("screening_items").default("[]").take();
        manager.alter_table(Table::alter().table("editions").add_column(items).to_owned()).await?;
        let columns = [
            string("clarification").default("").take(),
            json("open_fields").default("[]").take(),
            text("question").default("").take(),
            timestamp_with_time_zone_null("clarification_due").take(),
        ];
        // One at a time: SQLite adds no two in one statement.
        for column in columns {
            manager.alter_table(Table::alter().table("registrations").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
