//! The plans of editions, by version.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table, and adds a column.
pub struct Plans;

impl MigrationName for Plans {
    fn name(&self) -> &str {
        "reviews_m0079_plans"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Plans {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let plans = key_table("plans", &["country", "edition", "version"])
            .col(string("country"))
            .col(string("edition"))
            .col(big_integer("version"))
            .col(json("plan"))
            .to_owned();
        manager.create_table(plans).await?;
        guard(manager, "plans", Sharing::NetworkReads).await?;
        let column = big_integer("plan_version").default(0).take();
        manager.alter_table(Table::alter().table("cases").add_column(column).to_owned()).await
    }
}
