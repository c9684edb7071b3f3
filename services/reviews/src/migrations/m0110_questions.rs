//! Which questions of an edition's own the form of an entry has: a clarification opens them one by one.

use sea_orm_migration::{prelude::*, schema::json};

/// Adds the column. A case from before knows of none, and takes any.
pub struct Questions;

impl MigrationName for Questions {
    fn name(&self) -> &str {
        "reviews_m0110_questions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Questions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = json("questions").default("[]").take();
        manager.alter_table(Table::alter().table("cases").add_column(column).to_owned()).await
    }
}
