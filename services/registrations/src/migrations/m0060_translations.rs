//! Translations of registrations, and the languages that originals are written in.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table, and adds the languages.
pub struct Translations;

impl MigrationName for Translations {
    fn name(&self) -> &str {
        "registrations_m0060_translations"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Translations {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("translations", &["country", "registration", "language"])
            .col(string("country"))
            .col(uuid("registration"))
            .col(string("language"))
            .col(big_integer("version"))
            .col(string("origin"))
            .col(string("engine"))
            .col(string("actor"))
            .col(text("title"))
            .col(text("summary"))
            .col(text("problem"))
            .col(text("description"))
            .col(boolean("outdated"))
            .col(timestamp_with_time_zone("create_time"))
            .col(timestamp_with_time_zone("update_time"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "translations", Sharing::None).await?;
        for (table, column) in [("registrations", "source_language"), ("publications", "language")] {
            let column = string(column).default("").take();
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
