//! Who applies by what was not handed in yet.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Drafts;

impl MigrationName for Drafts {
    fn name(&self) -> &str {
        "reviews_m0160_drafts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Drafts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("drafts", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("version"))
            .col(string("registration"))
            .col(integer("submission"))
            .col(text("organisation"))
            .col(text("applicant_domain"))
            .to_owned();
        manager.create_table(table).await?;
        // A registration is found among those of whoever is erased.
        manager
            .create_index(super::index("drafts", "drafts_by_registration", &["country", "registration"], true))
            .await?;
        guard(manager, "drafts", Sharing::None).await
    }
}
