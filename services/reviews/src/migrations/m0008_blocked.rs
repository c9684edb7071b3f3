//! Cases whose applicant's data is blocked: their words are shown to nobody until the office has decided.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column.
pub struct Blocked;

impl MigrationName for Blocked {
    fn name(&self) -> &str {
        "reviews_m0008_blocked"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Blocked {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("cases").add_column(boolean("blocked").default(false).take()).to_owned();
        manager.alter_table(column).await
    }
}
