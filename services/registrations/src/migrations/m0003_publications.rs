//! The public catalogue.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Publications;

impl MigrationName for Publications {
    fn name(&self) -> &str {
        "registrations_m0003_publications"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Publications {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("publications", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("version"))
            .col(uuid("registration"))
            .col(string("edition"))
            .col(string("track"))
            .col(string("category"))
            .col(text("organisation"))
            .col(text("title"))
            .col(text("summary"))
            .col(text("city"))
            .col(json("sdgs"))
            .col(boolean("published"))
            .col(timestamp_with_time_zone("publish_time"))
            .to_owned();
        manager.create_table(table).await?;
        let one_each = Index::create()
            .name("publications_one_each")
            .table(Alias::new("publications"))
            .col(Alias::new("country"))
            .col(Alias::new("registration"))
            .unique()
            .to_owned();
        manager.create_index(one_each).await?;
        guard(manager, "publications", Sharing::None).await
    }
}
