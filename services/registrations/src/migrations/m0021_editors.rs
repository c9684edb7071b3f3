//! Who writes a registration along with its owner, and who was offered to own one.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Editors;

impl MigrationName for Editors {
    fn name(&self) -> &str {
        "registrations_m0021_editors"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Editors {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("registration_editors", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("version"))
            .col(uuid("registration"))
            .col(string("role"))
            .col(string("state"))
            .col(string("subject"))
            .col(text("email"))
            .col(binary_null("code_digest"))
            .col(timestamp_with_time_zone_null("invited_until"))
            .col(timestamp_with_time_zone("create_time"))
            .to_owned();
        manager.create_table(table).await?;
        for column in ["registration", "subject"] {
            let index = Index::create()
                .name(format!("registration_editors_by_{column}"))
                .table("registration_editors")
                .col("country")
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        guard(manager, "registration_editors", Sharing::None).await
    }
}
