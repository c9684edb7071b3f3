//! What the office of a country set, and where the country stands in its life.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns.
pub struct Settings;

impl MigrationName for Settings {
    fn name(&self) -> &str {
        "partners_m0009_settings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Settings {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            json("settings").default("{}").take(),
            string("state").default("ACTIVE").take(),
            text("suspended_for").default("").take(),
            string("erasure_asked_by").default("").take(),
            timestamp_with_time_zone_null("erasure_asked_at").take(),
        ];
        // One at a time: SQLite adds no two in one statement.
        for column in columns {
            manager.alter_table(Table::alter().table("countries").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
