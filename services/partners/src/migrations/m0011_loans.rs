//! Loans: rows of the country that lends its queue.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Loans;

impl MigrationName for Loans {
    fn name(&self) -> &str {
        "partners_m0011_loans"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Loans {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("loans", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(string("borrower"))
            .col(text("reason"))
            .col(string("subject"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("closed_at"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "loans", Sharing::None).await
    }
}
