//! What a decision stands on, and who took part in it.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds columns to decisions.
pub struct Appeals;

impl MigrationName for Appeals {
    fn name(&self) -> &str {
        "reviews_m0082_appeals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Appeals {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            string("reason_code").default("").take(),
            string("preparer").default("").take(),
            string("confirmer").default("").take(),
            string("releaser").default("").take(),
            json_null("basis"),
            uuid_null("replaces"),
            integer_null("waiting_place"),
            uuid_null("appeal"),
        ];
        // SQLite adds one column at a time.
        for column in columns {
            manager.alter_table(Table::alter().table("decisions").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
