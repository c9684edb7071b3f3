//! The addresses of a country's first admins, from its admission until they are invited.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column.
pub struct FirstAdmins;

impl MigrationName for FirstAdmins {
    fn name(&self) -> &str {
        "partners_m0008_first_admins"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for FirstAdmins {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = text("first_admins").default("").take();
        manager.alter_table(Table::alter().table("countries").add_column(column).to_owned()).await
    }
}
