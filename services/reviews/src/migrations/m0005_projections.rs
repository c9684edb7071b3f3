//! What this service keeps of other services' facts.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

use super::index;

/// Creates the tables.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "reviews_m0005_projections"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let editions = key_table("editions", &["country", "id"])
            .col(string("country"))
            .col(string("id"))
            .col(json("criteria"))
            .col(integer("reviews_per_case"))
            .col(double("accept_bar"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(editions).await?;
        guard(manager, "editions", Sharing::NetworkReads).await?;
        let institutions = key_table("institutions", &["country", "id"])
            .col(string("country"))
            .col(string("id"))
            .col(string("display_name"))
            .col(integer("kind"))
            .col(json("domains"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(institutions).await?;
        guard(manager, "institutions", Sharing::NetworkReads).await?;
        let partnerships = key_table("partnerships", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(string("institution"))
            .col(json("roles"))
            .col(string("start_date"))
            .col(string("end_date"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(partnerships).await?;
        let columns = ["country", "institution"];
        manager.create_index(index("partnerships", "partnerships_of_institution", &columns, false)).await?;
        guard(manager, "partnerships", Sharing::None).await?;
        let members = key_table("members", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(string("subject"))
            .col(boolean("reviewer"))
            .col(boolean("representative"))
            .col(string("institution"))
            .col(integer("awaited"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(members).await?;
        let columns = ["country", "subject"];
        manager.create_index(index("members", "members_by_subject", &columns, false)).await?;
        guard(manager, "members", Sharing::None).await
    }
}
