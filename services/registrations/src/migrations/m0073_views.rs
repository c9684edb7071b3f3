//! Questions that offices saved.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Views;

impl MigrationName for Views {
    fn name(&self) -> &str {
        "registrations_m0073_views"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Views {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("views", &["country", "id"])
            .col(string("country"))
            .col(string("id"))
            .col(big_integer("version"))
            .col(string("owner"))
            .col(boolean("shared"))
            .col(text("display_name"))
            .col(text("filter"))
            .col(timestamp_with_time_zone("create_time"))
            .col(timestamp_with_time_zone("update_time"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "views", Sharing::None).await
    }
}
