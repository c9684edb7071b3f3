//! What each submission and each answer handed in, and how many of them a registration has.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table, and adds the counts.
pub struct Versions;

impl MigrationName for Versions {
    fn name(&self) -> &str {
        "registrations_m0020_versions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Versions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("registration_versions", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(uuid("registration"))
            .col(integer("number"))
            .col(string("owner"))
            .col(json("content"))
            .col(timestamp_with_time_zone("create_time"))
            .to_owned();
        manager.create_table(table).await?;
        let once = Index::create()
            .name("registration_versions_once")
            .table("registration_versions")
            .col("country")
            .col("registration")
            .col("number")
            .unique()
            .to_owned();
        manager.create_index(once).await?;
        guard(manager, "registration_versions", Sharing::None).await?;
        for column in ["submissions", "versions"] {
            let column = integer(column).default(0).take();
            manager.alter_table(Table::alter().table("registrations").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
