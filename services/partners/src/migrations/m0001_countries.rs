//! Countries: rows of the network, one for each country.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Countries;

impl MigrationName for Countries {
    fn name(&self) -> &str {
        "partners_m0001_countries"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Countries {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("countries", &["country", "code"])
            .col(string("country"))
            .col(super::ordered(manager, "code"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(json("display_names"))
            .col(json("languages"))
            .col(string("default_language"))
            .col(string("time_zone"))
            .col(string("office_email"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "countries", Sharing::NetworkReads).await
    }
}
