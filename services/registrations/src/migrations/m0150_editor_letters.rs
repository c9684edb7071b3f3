//! Letters by which people invited others to write a registration along, of the last day.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct EditorLetters;

impl MigrationName for EditorLetters {
    fn name(&self) -> &str {
        "registrations_m0150_editor_letters"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for EditorLetters {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("editor_letters", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(string("subject"))
            .col(string("recipient"))
            .col(timestamp_with_time_zone("create_time"))
            .to_owned();
        manager.create_table(table).await?;
        let index = Index::create()
            .name("editor_letters_by_subject")
            .table("editor_letters")
            .col("country")
            .col("subject")
            .col("create_time")
            .to_owned();
        manager.create_index(index).await?;
        guard(manager, "editor_letters", Sharing::None).await
    }
}
