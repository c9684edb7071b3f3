//! Countries of the network, as far as letters need them: rows of the network.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Countries;

impl MigrationName for Countries {
    fn name(&self) -> &str {
        "notifications_m0001_countries"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Countries {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("countries", &["country", "code"])
            .col(string("country"))
            .col(string("code"))
            .col(big_integer("version"))
            .col(string("default_language"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "countries", Sharing::NetworkReads).await
    }
}
