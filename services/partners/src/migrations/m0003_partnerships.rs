//! Partnerships: one for each institution in a country.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Partnerships;

impl MigrationName for Partnerships {
    fn name(&self) -> &str {
        "partners_m0003_partnerships"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Partnerships {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("partnerships", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(string("institution"))
            .col(json("roles"))
            .col(date_null("start_date"))
            .col(date_null("end_date"))
            .to_owned();
        manager.create_table(table).await?;
        let one_each = Index::create()
            .name("partnerships_institution")
            .table("partnerships")
            .col("country")
            .col("institution")
            .unique()
            .to_owned();
        manager.create_index(one_each).await?;
        guard(manager, "partnerships", Sharing::None).await
    }
}
