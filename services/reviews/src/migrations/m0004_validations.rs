//! Validations by partner institutions.

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
        "reviews_m0004_validations"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let validations = key_table("validations", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(uuid("case_id"))
            .col(string("registration"))
            .col(string("institution"))
            .col(string("subject"))
            .col(string("outcome"))
            .col(json("checklist_answers"))
            .col(text("note"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(validations).await?;
        let columns = ["country", "case_id"];
        manager.create_index(index("validations", "validations_of_case", &columns, false)).await?;
        guard(manager, "validations", Sharing::None).await
    }
}
