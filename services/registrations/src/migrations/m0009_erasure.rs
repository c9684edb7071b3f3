//! Requests for erasure, and within how many business days each country has to answer them.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the tables.
pub struct Erasure;

impl MigrationName for Erasure {
    fn name(&self) -> &str {
        "registrations_m0009_erasure"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Erasure {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let requests = key_table("erasure_requests", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("version"))
            .col(string("subject"))
            .col(string("requester"))
            .col(json("names"))
            .col(string("state"))
            .col(text("reason"))
            .col(string("due_date"))
            .col(timestamp_with_time_zone("create_time"))
            .col(timestamp_with_time_zone("update_time"))
            .to_owned();
        manager.create_table(requests).await?;
        guard(manager, "erasure_requests", Sharing::None).await?;
        let clocks = key_table("erasure_clocks", &["country", "id"])
            .col(string("country"))
            .col(string("id"))
            .col(big_integer("version"))
            .col(integer("business_days"))
            .to_owned();
        manager.create_table(clocks).await?;
        guard(manager, "erasure_clocks", Sharing::NetworkReads).await
    }
}
