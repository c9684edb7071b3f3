//! Loans of reviewers: a record in either country; and of members, who lends them.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table, and adds the columns.
pub struct ReviewerLoans;

impl MigrationName for ReviewerLoans {
    fn name(&self) -> &str {
        "partners_m0085_reviewer_loans"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ReviewerLoans {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("reviewer_loans", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(string("lender"))
            .col(string("borrower"))
            .col(uuid_null("member"))
            .col(text("reason"))
            .col(string("subject"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("closed_at"))
            .col(boolean("settled"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "reviewer_loans", Sharing::None).await?;
        // One by one: SQLite adds one column a statement.
        for column in [string("lent_by").default("").take(), timestamp_with_time_zone_null("loan_until")] {
            manager.alter_table(Table::alter().table("members").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
