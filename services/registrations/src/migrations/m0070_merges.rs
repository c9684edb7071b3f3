//! Where a merged registration would stand, and what was merged into another one.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column and the index.
pub struct Merges;

impl MigrationName for Merges {
    fn name(&self) -> &str {
        "registrations_m0070_merges"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Merges {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = string("merged_state").default("").take();
        manager.alter_table(Table::alter().table("registrations").add_column(column).to_owned()).await?;
        // Few are merged: whatever else is written does not pay for those.
        let index =
            "CREATE INDEX registrations_by_survivor ON registrations (country, merged_into) WHERE merged_into <> ''";
        manager.get_connection().execute_unprepared(index).await.map(drop)
    }
}
