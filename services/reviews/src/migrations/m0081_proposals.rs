//! Who could review what: proposals; and what reviewers know, take and want.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

use super::index;

/// Creates the tables, and adds a column.
pub struct Proposals;

impl MigrationName for Proposals {
    fn name(&self) -> &str {
        "reviews_m0081_proposals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Proposals {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        proposals(manager).await?;
        wishes(manager).await?;
        let language = string("language").default("").take();
        manager.alter_table(Table::alter().table("cases").add_column(language).to_owned()).await
    }
}

async fn proposals(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let proposals = key_table("proposals", &["country", "id"])
        .col(string("country"))
        .col(uuid("id"))
        .col(string("edition"))
        .col(string("purpose"))
        .col(string("state"))
        .col(string("subject"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .to_owned();
    manager.create_table(proposals).await?;
    guard(manager, "proposals", Sharing::None).await?;
    let pairs = key_table("proposed_assignments", &["country", "proposal", "case_id", "reviewer"])
        .col(string("country"))
        .col(uuid("proposal"))
        .col(uuid("case_id"))
        .col(uuid("reviewer"))
        .col(string("registration"))
        .col(string("institution"))
        .col(string("action"))
        .col(boolean("by_hand"))
        .col(json("parts"))
        .to_owned();
    manager.create_table(pairs).await?;
    guard(manager, "proposed_assignments", Sharing::None).await?;
    let gaps = key_table("proposal_gaps", &["country", "proposal", "case_id"])
        .col(string("country"))
        .col(uuid("proposal"))
        .col(uuid("case_id"))
        .col(string("registration"))
        .col(integer("lacking"))
        .col(string("gap"))
        .col(integer("conflicted"))
        .col(integer("full"))
        .to_owned();
    manager.create_table(gaps).await?;
    guard(manager, "proposal_gaps", Sharing::None).await
}

async fn wishes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let profiles = key_table("reviewer_profiles", &["country", "member", "edition"])
        .col(string("country"))
        .col(uuid("member"))
        .col(string("edition"))
        .col(string("subject"))
        .col(json("languages"))
        .col(json("categories"))
        .col(json("tracks"))
        .col(integer_null("capacity"))
        .col(timestamp_with_time_zone("updated_at"))
        .to_owned();
    manager.create_table(profiles).await?;
    guard(manager, "reviewer_profiles", Sharing::None).await?;
    let bids = key_table("bids", &["country", "case_id", "member"])
        .col(string("country"))
        .col(uuid("case_id"))
        .col(uuid("member"))
        .col(string("registration"))
        .col(string("subject"))
        .col(string("bid"))
        .to_owned();
    manager.create_table(bids).await?;
    let columns = ["country", "subject", "case_id"];
    manager.create_index(index("bids", "bids_of_subject", &columns, false)).await?;
    guard(manager, "bids", Sharing::None).await
}
