//! Editions. The network owns them; every country reads them.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Editions;

impl MigrationName for Editions {
    fn name(&self) -> &str {
        "registrations_m0001_editions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Editions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("editions", &["country", "id"])
            .col(string("country"))
            .col(string("id"))
            .col(big_integer("version"))
            .col(json("title"))
            .col(json("question"))
            .col(json("categories"))
            .col(json("tracks"))
            .col(big_integer("opens"))
            .col(big_integer("closes"))
            .col(json("criteria"))
            .col(json("countries"))
            .col(integer("reviews_per_case"))
            .col(double("accept_bar"))
            .col(timestamp_with_time_zone("create_time"))
            .col(timestamp_with_time_zone("update_time"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "editions", Sharing::NetworkReads).await
    }
}
