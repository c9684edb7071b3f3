//! Where a registration stood when an appeal was filed.

use sea_orm_migration::{prelude::*, schema::string};

/// Adds the column; empty: it was declined, as all were that had appeals before.
pub struct ScreeningAppeals;

impl MigrationName for ScreeningAppeals {
    fn name(&self) -> &str {
        "registrations_m0087_screening_appeals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ScreeningAppeals {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let stood = string("appealed_from").default("").take();
        manager.alter_table(Table::alter().table("registrations").add_column(stood).to_owned()).await
    }
}
