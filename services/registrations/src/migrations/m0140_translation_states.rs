//! Whether the public may read a translation, and who of the office took it.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns.
pub struct TranslationStates;

impl MigrationName for TranslationStates {
    fn name(&self) -> &str {
        "registrations_m0140_translation_states"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for TranslationStates {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What the public reads by now it goes on reading: nobody has to take all of it at once.
        let columns = [
            string("state").default("ACCEPTED").take(),
            string("accept_actor").default("").take(),
            timestamp_with_time_zone_null("accept_time").take(),
        ];
        for column in columns {
            manager.alter_table(Table::alter().table("translations").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
