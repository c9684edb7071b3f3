//! Who sees the entries of a country, and which entries are under embargo.

use platform::store::guard::forced;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns.
pub struct Visibility;

impl MigrationName for Visibility {
    fn name(&self) -> &str {
        "registrations_m0075_visibility"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Visibility {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            ("countries", string("catalogue_visibility").default("").take()),
            ("publications", boolean("embargoed").default(false).take()),
        ];
        for (table, column) in columns {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        forced(manager, &["publications"], false).await?;
        // Those whose embargo is over are found to be so within a second.
        let set = "UPDATE publications SET embargoed = true WHERE shown_from IS NOT NULL";
        manager.get_connection().execute_unprepared(set).await?;
        forced(manager, &["publications"], true).await
    }
}
