//! What editions ask: the network's definitions, what countries change in them, their earlier versions, and the answers of
//! registrations.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the tables, and adds the columns.
pub struct Definitions;

impl MigrationName for Definitions {
    fn name(&self) -> &str {
        "registrations_m0010_definitions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Definitions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let countries = key_table("country_editions", &["country", "edition"])
            .col(string("country"))
            .col(string("edition"))
            .col(big_integer("version"))
            .col(string("time_zone"))
            .col(big_integer_null("opens"))
            .col(big_integer_null("closes"))
            .col(json("changes"))
            .col(timestamp_with_time_zone("create_time"))
            .col(timestamp_with_time_zone("update_time"))
            .to_owned();
        manager.create_table(countries).await?;
        guard(manager, "country_editions", Sharing::None).await?;
        let versions = key_table("edition_versions", &["country", "edition", "version"])
            .col(string("country"))
            .col(string("edition"))
            .col(big_integer("version"))
            .col(json("kept"))
            .col(timestamp_with_time_zone("replace_time"))
            .to_owned();
        manager.create_table(versions).await?;
        guard(manager, "edition_versions", Sharing::NetworkReads).await?;
        add(manager, "editions", json("definition").default("{}").take()).await?;
        let columns = [
            json("answers").default("[]").take(),
            big_integer("edition_version").default(0).take(),
            big_integer("country_edition_version").default(0).take(),
            timestamp_with_time_zone_null("late_until").take(),
            text("late_reason").default("").take(),
        ];
        for column in columns {
            add(manager, "registrations", column).await?;
        }
        Ok(())
    }
}

/// One column at a time: SQLite adds no two in one statement.
async fn add(manager: &SchemaManager<'_>, table: &str, column: ColumnDef) -> Result<(), DbErr> {
    let mut alter = Table::alter();
    alter.table(Alias::new(table)).add_column(column);
    manager.alter_table(alter.to_owned()).await
}
