//! Answers to an edition's own questions in other languages.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column.
pub struct TranslatedAnswers;

impl MigrationName for TranslatedAnswers {
    fn name(&self) -> &str {
        "registrations_m0141_translated_answers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for TranslatedAnswers {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = json("answers").default("[]").take();
        manager.alter_table(Table::alter().table("translations").add_column(column).to_owned()).await
    }
}
