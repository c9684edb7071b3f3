//! Members: one for each subject in a country.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Members;

impl MigrationName for Members {
    fn name(&self) -> &str {
        "partners_m0004_members"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Members {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("members", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(string("subject"))
            .col(string("display_name"))
            .col(string("email"))
            .col(string("language"))
            .col(json("roles"))
            .col(string_null("institution"))
            .to_owned();
        manager.create_table(table).await?;
        let one_each =
            Index::create().name("members_subject").table("members").col("country").col("subject").unique().to_owned();
        manager.create_index(one_each).await?;
        guard(manager, "members", Sharing::None).await
    }
}
