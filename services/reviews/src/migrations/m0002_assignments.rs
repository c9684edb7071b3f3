//! Assignments, each with its review.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

use super::index;

/// Creates the table.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "reviews_m0002_assignments"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let assignments = key_table("assignments", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(uuid("case_id"))
            .col(uuid("made"))
            .col(uuid("reviewer"))
            .col(string("subject"))
            .col(string("institution"))
            .col(string("state"))
            .col(json_null("scores"))
            .col(double_null("share"))
            .col(integer_null("confidence"))
            .col(text("comment_to_applicant"))
            .col(text("comment_to_panel"))
            .col(timestamp_with_time_zone_null("submitted_at"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(assignments).await?;
        let columns = ["country", "case_id", "reviewer"];
        manager.create_index(index("assignments", "assignments_of_case", &columns, true)).await?;
        let columns = ["country", "made"];
        manager.create_index(index("assignments", "assignments_in_order", &columns, true)).await?;
        let columns = ["country", "subject", "made"];
        manager.create_index(index("assignments", "assignments_of_subject", &columns, false)).await?;
        guard(manager, "assignments", Sharing::None).await
    }
}
