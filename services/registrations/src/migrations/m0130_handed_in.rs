//! Which files a version names: they are not looked at again when those are sought that nothing names.

use sea_orm_migration::{prelude::*, schema::boolean};

/// Adds the column; false: it was not found in a version yet.
pub struct HandedIn;

impl MigrationName for HandedIn {
    fn name(&self) -> &str {
        "registrations_m0130_handed_in"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for HandedIn {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let handed_in = boolean("handed_in").default(false).take();
        manager.alter_table(Table::alter().table("files").add_column(handed_in).to_owned()).await
    }
}
