//! People whose data is blocked until their office has decided, or erased; and the letters that wait with them.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns.
pub struct Blocked;

impl MigrationName for Blocked {
    fn name(&self) -> &str {
        "notifications_m0007_blocked"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Blocked {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [("people", "blocked"), ("people", "erased"), ("notifications", "blocked")] {
            let column = Table::alter().table(table).add_column(boolean(column).default(false).take()).to_owned();
            manager.alter_table(column).await?;
        }
        Ok(())
    }
}
