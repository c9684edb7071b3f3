//! What a decision stands on and who took part in it; appeals against decisions, and what those who hear them find.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

use super::index;

/// Adds columns to decisions, and creates the two tables.
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
        appeals(manager).await?;
        hearings(manager).await
    }
}

async fn appeals(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let appeals = key_table("appeals", &["country", "id"])
        .col(string("country"))
        .col(uuid("id"))
        .col(uuid("case_id"))
        .col(string("registration"))
        .col(string("edition"))
        .col(uuid("decision"))
        .col(string("state"))
        .col(json("grounds"))
        .col(text("statement"))
        .col(json("comments_to_applicant"))
        .col(boolean("by_office"))
        .col(string("judge"))
        .col(integer("panel"))
        .col(json("findings"))
        .col(text("reason"))
        .col(timestamp_with_time_zone("filed_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .col(boolean("blocked").default(false).take())
        .to_owned();
    manager.create_table(appeals).await?;
    // Once: there is one for each case.
    let columns = ["country", "case_id"];
    manager.create_index(index("appeals", "appeals_of_case", &columns, true)).await?;
    let columns = ["country", "registration"];
    manager.create_index(index("appeals", "appeals_of_registration", &columns, false)).await?;
    guard(manager, "appeals", Sharing::None).await
}

async fn hearings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let hearings = key_table("hearings", &["country", "id"])
        .col(string("country"))
        .col(uuid("id"))
        .col(uuid("made"))
        .col(uuid("appeal_id"))
        .col(uuid("case_id"))
        .col(string("registration"))
        .col(uuid("member"))
        .col(string("subject"))
        .col(string("state"))
        .col(string_null("finding"))
        .col(text("reason"))
        .col(text("note"))
        .col(timestamp_with_time_zone_null("found_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .to_owned();
    manager.create_table(hearings).await?;
    let columns = ["country", "appeal_id", "member"];
    manager.create_index(index("hearings", "hearings_of_appeal", &columns, true)).await?;
    let columns = ["country", "made"];
    manager.create_index(index("hearings", "hearings_in_order", &columns, true)).await?;
    guard(manager, "hearings", Sharing::None).await
}
