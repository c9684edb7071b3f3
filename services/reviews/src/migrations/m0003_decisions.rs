//! Decisions on cases.

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
        "reviews_m0003_decisions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let decisions = key_table("decisions", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(uuid("case_id"))
            .col(string("registration"))
            .col(string("edition"))
            .col(string("outcome"))
            .col(text("reason"))
            .col(boolean("overridden"))
            .col(string("state"))
            .col(timestamp_with_time_zone_null("released_at"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(decisions).await?;
        let columns = ["country", "edition", "state", "case_id"];
        manager.create_index(index("decisions", "decisions_to_release", &columns, false)).await?;
        let columns = ["country", "registration"];
        manager.create_index(index("decisions", "decisions_of_registration", &columns, false)).await?;
        guard(manager, "decisions", Sharing::None).await
    }
}
