//! What editions have letters say, and which edition a registration enters.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table, and adds a column.
pub struct Letters;

impl MigrationName for Letters {
    fn name(&self) -> &str {
        "notifications_m0077_letters"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Letters {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("edition_letters", &["country", "edition"])
            .col(string("country"))
            .col(string("edition"))
            .col(big_integer("version"))
            .col(json("letters"))
            .col(boolean("country_letters"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "edition_letters", Sharing::NetworkReads).await?;
        let column = string("edition").default("").take();
        manager.alter_table(Table::alter().table("registrations").add_column(column).to_owned()).await
    }
}
