//! What the office does before the reviewers see a case: clarifications, screenings, and the lists of editions.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

use super::index;

/// Creates the tables, and adds two columns.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "reviews_m0009_screening"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        clarifications(manager).await?;
        screenings(manager).await?;
        let column = string_null("clarification");
        manager.alter_table(Table::alter().table("cases").add_column(column).to_owned()).await?;
        let column = json("screening_items").default("[]").take();
        manager.alter_table(Table::alter().table("editions").add_column(column).to_owned()).await
    }
}

async fn clarifications(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let clarifications = key_table("clarifications", &["country", "id"])
        .col(string("country"))
        .col(uuid("id"))
        .col(uuid("case_id"))
        .col(string("registration"))
        .col(string("state"))
        .col(json("fields"))
        .col(text("question"))
        .col(text("answer"))
        .col(string("subject"))
        .col(timestamp_with_time_zone("due_at"))
        .col(timestamp_with_time_zone("remind_at"))
        .col(timestamp_with_time_zone_null("reminded_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .col(boolean("blocked").default(false).take())
        .to_owned();
    manager.create_table(clarifications).await?;
    let columns = ["country", "case_id"];
    manager.create_index(index("clarifications", "clarifications_of_case", &columns, false)).await?;
    // What the worker looks for: a small part of all that was ever asked.
    let waiting = "CREATE INDEX clarifications_waiting ON clarifications (due_at) WHERE state = 'ASKED'";
    manager.get_connection().execute_unprepared(waiting).await?;
    guard(manager, "clarifications", Sharing::None).await
}

async fn screenings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let screenings = key_table("screenings", &["country", "id"])
        .col(string("country"))
        .col(uuid("id"))
        .col(uuid("case_id"))
        .col(string("registration"))
        .col(string("state"))
        .col(string("outcome"))
        .col(string("reason_code"))
        .col(text("reason"))
        .col(json("answers"))
        .col(string("proposer"))
        .col(string("confirmer"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .to_owned();
    manager.create_table(screenings).await?;
    let columns = ["country", "case_id"];
    manager.create_index(index("screenings", "screenings_of_case", &columns, false)).await?;
    guard(manager, "screenings", Sharing::None).await
}
