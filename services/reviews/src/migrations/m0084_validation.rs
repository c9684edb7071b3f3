//! What institutions found to each line of a checklist, and what they ask to be mended.

use sea_orm_migration::{
    prelude::*,
    schema::{json, string, uuid_null},
};

/// Adds the columns. All that was asked before was asked by offices.
pub struct Validation;

impl MigrationName for Validation {
    fn name(&self) -> &str {
        "reviews_m0084_validation"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Validation {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            ("validations", json("answers").default("[]").take()),
            ("validations", uuid_null("clarification")),
            ("clarifications", string("stage").default("SCREENING").take()),
            ("clarifications", string("institution").default("").take()),
        ];
        for (table, column) in columns {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
