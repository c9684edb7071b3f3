//! Appeals against screenings.

use sea_orm_migration::{prelude::*, schema::string};

/// Adds what an appeal is against; all before were against decisions.
pub struct ScreeningAppeals;

impl MigrationName for ScreeningAppeals {
    fn name(&self) -> &str {
        "reviews_m0087_screening_appeals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ScreeningAppeals {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let against = string("against").default("DECISION").take();
        manager.alter_table(Table::alter().table("appeals").add_column(against).to_owned()).await
    }
}
