//! What registrations are called.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Registrations;

impl MigrationName for Registrations {
    fn name(&self) -> &str {
        "notifications_m0003_registrations"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Registrations {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("registrations", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("version"))
            .col(string("title"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "registrations", Sharing::None).await
    }
}
