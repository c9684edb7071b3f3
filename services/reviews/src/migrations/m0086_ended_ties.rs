//! When a tie ended.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column.
pub struct EndedTies;

impl MigrationName for EndedTies {
    fn name(&self) -> &str {
        "reviews_m0086_ended_ties"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for EndedTies {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = timestamp_with_time_zone_null("ended_at");
        manager.alter_table(Table::alter().table("ties").add_column(column).to_owned()).await
    }
}
