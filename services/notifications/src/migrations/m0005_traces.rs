//! The trace in which a notification was written, so that its delivery, which comes later, goes on in it.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column.
pub struct Traces;

impl MigrationName for Traces {
    fn name(&self) -> &str {
        "notifications_m0005_traces"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Traces {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("notifications").add_column(string_null("traceparent")).to_owned();
        manager.alter_table(column).await
    }
}
