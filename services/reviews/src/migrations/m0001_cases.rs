//! Cases: one for each submitted registration.

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
        "reviews_m0001_cases"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let cases = key_table("cases", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(string("registration"))
            .col(string("edition"))
            .col(integer("track"))
            .col(string("category"))
            .col(string("organisation"))
            .col(string("title"))
            .col(text("summary"))
            .col(text("problem"))
            .col(text("description"))
            .col(string("applicant_domain"))
            .col(string("state"))
            .col(string_null("screening"))
            .col(text("screening_reason"))
            .col(integer("reviews_wanted"))
            .col(integer("reviews_in"))
            .col(double("share_sum"))
            .col(uuid_null("decision"))
            .col(string_null("outcome"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(cases).await?;
        let columns = ["country", "registration"];
        manager.create_index(index("cases", "cases_of_registration", &columns, true)).await?;
        let columns = ["country", "edition", "state"];
        manager.create_index(index("cases", "cases_by_edition", &columns, false)).await?;
        guard(manager, "cases", Sharing::None).await
    }
}
