//! What the renewal of a validation needs to know: when one ends, and whether the registration was withdrawn since.

use sea_orm_migration::{prelude::*, schema::timestamp_with_time_zone_null};

/// Adds the two columns.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "reviews_m0006_renewals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [("validations", "expires_at"), ("cases", "withdrawn_at")] {
            let mut alter = Table::alter();
            alter.table(Alias::new(table)).add_column(timestamp_with_time_zone_null(column));
            manager.alter_table(alter.to_owned()).await?;
        }
        Ok(())
    }
}
