//! What was answered to an edition's own questions.

use sea_orm_migration::{prelude::*, schema::json};

/// Adds the column.
pub struct Answers;

impl MigrationName for Answers {
    fn name(&self) -> &str {
        "reviews_m0077_answers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Answers {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = json("answers").default("[]").take();
        manager.alter_table(Table::alter().table("cases").add_column(column).to_owned()).await
    }
}
