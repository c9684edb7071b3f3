//! The countries that a key of the network is narrowed to.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column.
pub struct KeyCountries;

impl MigrationName for KeyCountries {
    fn name(&self) -> &str {
        "partners_m0010_key_countries"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for KeyCountries {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = json("countries").default("[]").take();
        manager.alter_table(Table::alter().table("api_keys").add_column(column).to_owned()).await
    }
}
