//! What applicants agreed to and took back, by which notice; and registrations whose data is blocked.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table, and adds what registrations and publications need.
pub struct Consents;

impl MigrationName for Consents {
    fn name(&self) -> &str {
        "registrations_m0007_consents"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Consents {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("consents", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(uuid("registration"))
            .col(string("kind"))
            .col(boolean("given"))
            .col(integer("notice_version"))
            .col(string("actor"))
            .col(timestamp_with_time_zone("create_time"))
            .to_owned();
        manager.create_table(table).await?;
        let of_registration = Index::create()
            .name("consents_of_registration")
            .table("consents")
            .col("country")
            .col("registration")
            .to_owned();
        manager.create_index(of_registration).await?;
        guard(manager, "consents", Sharing::None).await?;
        let columns = [
            ("registrations", integer("notice_version").default(0).take()),
            ("registrations", boolean("blocked").default(false).take()),
            ("publications", boolean("blocked").default(false).take()),
        ];
        for (table, column) in columns {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
