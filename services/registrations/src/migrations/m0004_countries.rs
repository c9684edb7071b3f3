//! What this service knows of the countries, from the events of partners.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Countries;

impl MigrationName for Countries {
    fn name(&self) -> &str {
        "registrations_m0004_countries"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Countries {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("countries", &["country", "id"])
            .col(string("country"))
            .col(string("id"))
            .col(big_integer("version"))
            .col(string("default_language"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "countries", Sharing::NetworkReads).await
    }
}
