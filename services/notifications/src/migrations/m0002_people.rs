//! Whom to write to: applicants and members of a country; the offices are rows of the network.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct People;

impl MigrationName for People {
    fn name(&self) -> &str {
        "notifications_m0002_people"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for People {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("people", &["country", "name"])
            .col(string("country"))
            .col(string("name"))
            .col(big_integer("version"))
            .col(string("email"))
            .col(string("language"))
            .col(string("display_name"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "people", Sharing::NetworkReads).await
    }
}
