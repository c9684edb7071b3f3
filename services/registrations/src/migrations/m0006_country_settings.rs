//! What the office of a country set, as far as registrations need it, and where the country stands.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns.
pub struct CountrySettings;

impl MigrationName for CountrySettings {
    fn name(&self) -> &str {
        "registrations_m0006_country_settings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CountrySettings {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            json("languages").default("[]").take(),
            string("time_zone").default("").take(),
            integer("notice_version").default(0).take(),
            json("notice_languages").default("[]").take(),
            integer("draft_days").default(0).take(),
            integer("closed_days").default(0).take(),
            big_integer("state_version").default(0).take(),
            string("state").default("ACTIVE").take(),
        ];
        // One at a time: SQLite adds no two in one statement.
        for column in columns {
            manager.alter_table(Table::alter().table("countries").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
