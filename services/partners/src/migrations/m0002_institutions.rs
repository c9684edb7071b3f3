//! Institutions: rows of the network.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Institutions;

impl MigrationName for Institutions {
    fn name(&self) -> &str {
        "partners_m0002_institutions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Institutions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("institutions", &["country", "id"])
            .col(string("country"))
            .col(super::ordered(manager, "id"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(string("display_name"))
            .col(string("kind"))
            .col(json("domains"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "institutions", Sharing::NetworkReads).await
    }
}
