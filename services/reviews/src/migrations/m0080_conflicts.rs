//! Conflicts of interest, what they are found by, and who has declared.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

use super::index;

/// Creates the tables, and adds a column.
pub struct Conflicts;

impl MigrationName for Conflicts {
    fn name(&self) -> &str {
        "reviews_m0080_conflicts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Conflicts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        conflicts(manager).await?;
        ties(manager).await?;
        declarations(manager).await?;
        let marks = key_table("conflict_marks", &["country"]).col(string("country")).col(string("known")).to_owned();
        manager.create_table(marks).await?;
        guard(manager, "conflict_marks", Sharing::None).await?;
        let column = string("mail_domain").default("").take();
        manager.alter_table(Table::alter().table("members").add_column(column).to_owned()).await
    }
}

async fn conflicts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let conflicts = key_table("conflicts", &["country", "id"])
        .col(string("country"))
        .col(uuid("id"))
        .col(string("registration"))
        .col(string("holder"))
        .col(string("kind"))
        .col(string("origin"))
        .col(string_null("basis"))
        .col(string("state"))
        .col(boolean("pinned"))
        .col(text("words"))
        .col(text("ruling_words"))
        .col(string("ruler"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .to_owned();
    manager.create_table(conflicts).await?;
    let columns = ["country", "registration"];
    manager.create_index(index("conflicts", "conflicts_registration", &columns, false)).await?;
    guard(manager, "conflicts", Sharing::None).await
}

async fn ties(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let ties = key_table("ties", &["country", "id"])
        .col(string("country"))
        .col(uuid("id"))
        .col(string("institution"))
        .col(string("organisation"))
        .col(string("organisation_domain"))
        .col(string("kind"))
        .col(text("words"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned();
    manager.create_table(ties).await?;
    guard(manager, "ties", Sharing::None).await
}

async fn declarations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let declarations = key_table("declarations", &["country", "id"])
        .col(string("country"))
        .col(uuid("id"))
        .col(string("registration"))
        .col(uuid("member"))
        .col(string("subject"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned();
    manager.create_table(declarations).await?;
    let columns = ["country", "registration"];
    manager.create_index(index("declarations", "declarations_registration", &columns, false)).await?;
    guard(manager, "declarations", Sharing::None).await
}
