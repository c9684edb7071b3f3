//! Files of registrations. Their bytes lie elsewhere.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Files;

impl MigrationName for Files {
    fn name(&self) -> &str {
        "registrations_m0040_files"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Files {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("files", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("version"))
            .col(uuid("registration"))
            .col(string("purpose"))
            .col(string("question"))
            .col(text("display_name"))
            .col(big_integer("size"))
            .col(big_integer("received"))
            .col(string("sha256"))
            .col(string("content_type"))
            .col(string("state"))
            .col(json("pieces"))
            .col(timestamp_with_time_zone("create_time"))
            .col(timestamp_with_time_zone("update_time"))
            .to_owned();
        manager.create_table(table).await?;
        let of_registration = Index::create()
            .name("files_of_registration")
            .table("files")
            .col("country")
            .col("registration")
            .col("id")
            .to_owned();
        manager.create_index(of_registration).await?;
        // What is on its way or to go is a small part of all, and looked for often.
        let connection = manager.get_connection();
        connection.execute_unprepared("CREATE INDEX files_open ON files (update_time) WHERE state <> 'READY'").await?;
        guard(manager, "files", Sharing::None).await
    }
}
