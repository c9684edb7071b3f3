//! Interventions: rows of the country in which somebody from the network acts.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Interventions;

impl MigrationName for Interventions {
    fn name(&self) -> &str {
        "partners_m0007_interventions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Interventions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("interventions", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(string("subject"))
            .col(text("reason"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("closed_at"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "interventions", Sharing::None).await
    }
}
