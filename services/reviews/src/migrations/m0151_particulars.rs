//! What an entry says besides its words.

use sea_orm_migration::{prelude::*, schema::json};

/// Adds the column; empty in what was opened before.
pub struct Particulars;

impl MigrationName for Particulars {
    fn name(&self) -> &str {
        "reviews_m0151_particulars"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Particulars {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = json("particulars").default("{}").take();
        manager.alter_table(Table::alter().table("cases").add_column(column).to_owned()).await
    }
}
