//! How reviewers work: until when, drafts, every version that was handed in, who declined and who writes in whose stead, the
//! discussions of cases, and the clocks of countries.

use platform::store::{
    guard::{Sharing, forced, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

use super::index;

/// Adds the columns and creates the tables.
pub struct Reviewing;

impl MigrationName for Reviewing {
    fn name(&self) -> &str {
        "reviews_m0083_reviewing"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Reviewing {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        assignments(manager).await?;
        manager
            .alter_table(Table::alter().table("cases").add_column(string("stage").default("").take()).to_owned())
            .await?;
        drafts(manager).await?;
        reviews(manager).await?;
        comments(manager).await?;
        countries(manager).await
    }
}

async fn assignments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        string("stage").default("").take(),
        text("comment_to_office").default("").take(),
        timestamp_with_time_zone_null("due_at").take(),
        timestamp_with_time_zone_null("remind_at").take(),
        timestamp_with_time_zone_null("reminded_at").take(),
        text("decline_reason").default("").take(),
        uuid_null("delegate").take(),
        string("delegate_subject").default("").take(),
    ];
    // One at a time: SQLite adds no two in one statement.
    for column in columns {
        manager.alter_table(Table::alter().table("assignments").add_column(column).to_owned()).await?;
    }
    // Somebody may score a case of the shared set, and review it in a later stage.
    manager.drop_index(Index::drop().name("assignments_of_case").table("assignments").to_owned()).await?;
    let columns = ["country", "case_id", "stage", "reviewer"];
    manager.create_index(index("assignments", "assignments_of_stage", &columns, true)).await?;
    // What is looked for to find what somebody writes in another's stead.
    let columns = ["country", "delegate_subject"];
    manager.create_index(index("assignments", "assignments_of_delegate", &columns, false)).await?;
    // What the worker looks for: a small part of all there are.
    let awaited = "CREATE INDEX assignments_awaited ON assignments (due_at) WHERE state IN ('ASSIGNED', 'DRAFT')";
    manager.get_connection().execute_unprepared(awaited).await.map(drop)
}

async fn drafts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let drafts = key_table("review_drafts", &["country", "id"])
        .col(string("country"))
        .col(uuid("id"))
        .col(uuid("case_id"))
        .col(string("subject"))
        .col(json("scores"))
        .col(integer("confidence"))
        .col(text("comment_to_applicant"))
        .col(text("comment_to_panel"))
        .col(text("comment_to_office"))
        .col(boolean("ready"))
        .col(timestamp_with_time_zone("updated_at"))
        .to_owned();
    manager.create_table(drafts).await?;
    let columns = ["country", "case_id"];
    manager.create_index(index("review_drafts", "review_drafts_of_case", &columns, false)).await?;
    guard(manager, "review_drafts", Sharing::None).await
}

/// A review that was handed in before this has one version.
const FIRST_VERSIONS: &str = "INSERT INTO reviews (country, id, assignment_id, case_id, stage, reviewer, subject, scores, \
                              share, confidence, comment_to_applicant, comment_to_panel, comment_to_office, submitted_at, \
                              version) SELECT country, id, id, case_id, stage, reviewer, subject, scores, share, \
                              confidence, comment_to_applicant, comment_to_panel, comment_to_office, submitted_at, version \
                              FROM assignments WHERE state = 'SUBMITTED'";

async fn reviews(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let reviews = key_table("reviews", &["country", "id"])
        .col(string("country"))
        .col(uuid("id"))
        .col(uuid("assignment_id"))
        .col(uuid("case_id"))
        .col(string("stage"))
        .col(uuid("reviewer"))
        .col(string("subject"))
        .col(json("scores"))
        .col(double("share"))
        .col(integer("confidence"))
        .col(text("comment_to_applicant"))
        .col(text("comment_to_panel"))
        .col(text("comment_to_office"))
        .col(timestamp_with_time_zone("submitted_at"))
        .col(big_integer("version"))
        .to_owned();
    manager.create_table(reviews).await?;
    let columns = ["country", "assignment_id", "version"];
    manager.create_index(index("reviews", "reviews_of_assignment", &columns, true)).await?;
    let columns = ["country", "case_id"];
    manager.create_index(index("reviews", "reviews_of_case", &columns, false)).await?;
    forced(manager, &["assignments"], false).await?;
    manager.get_connection().execute_unprepared(FIRST_VERSIONS).await?;
    forced(manager, &["assignments"], true).await?;
    guard(manager, "reviews", Sharing::None).await
}

async fn comments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let comments = key_table("comments", &["country", "id"])
        .col(string("country"))
        .col(uuid("id"))
        .col(uuid("case_id"))
        .col(uuid_null("assignment_id"))
        .col(uuid_null("reviewer"))
        .col(string("subject"))
        .col(text("text"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned();
    manager.create_table(comments).await?;
    let columns = ["country", "case_id", "id"];
    manager.create_index(index("comments", "comments_of_case", &columns, false)).await?;
    guard(manager, "comments", Sharing::None).await
}

async fn countries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let countries = key_table("countries", &["country", "code"])
        .col(string("country"))
        .col(string("code"))
        .col(string("time_zone"))
        .col(big_integer("version"))
        .to_owned();
    manager.create_table(countries).await?;
    guard(manager, "countries", Sharing::NetworkReads).await
}
