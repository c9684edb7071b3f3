//! Until when the evidence of a registration is known to hold.

use sea_orm_migration::{prelude::*, schema::timestamp_with_time_zone_null};

/// Adds the column.
pub struct ValidatedUntil;

impl MigrationName for ValidatedUntil {
    fn name(&self) -> &str {
        "registrations_m0008_validated_until"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ValidatedUntil {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = timestamp_with_time_zone_null("validated_until");
        let mut alter = Table::alter();
        alter.table(Alias::new("registrations")).add_column(column);
        manager.alter_table(alter.to_owned()).await
    }
}
