//! What the countries of the network are called, so that a file can name them.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column. What countries were called before is told with the next change of their settings.
pub struct CountryNames;

impl MigrationName for CountryNames {
    fn name(&self) -> &str {
        "registrations_m0151_country_names"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CountryNames {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = json("names").default("[]").take();
        manager.alter_table(Table::alter().table("countries").add_column(column).to_owned()).await
    }
}
