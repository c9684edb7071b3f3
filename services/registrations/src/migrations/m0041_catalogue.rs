//! What the office does with an entry of the catalogue, what others say of it, and what it tells of its changes.

use platform::store::{
    guard::{Sharing, forced, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Adds columns, and creates the tables.
pub struct Catalogue;

impl MigrationName for Catalogue {
    fn name(&self) -> &str {
        "registrations_m0041_catalogue"
    }
}

/// What entries from before have to be found by.
const OF_REGISTRATIONS: &str = "UPDATE publications SET \
     goals = CASE CAST(sdgs AS text) WHEN '[]' THEN '' \
     ELSE replace(replace(replace(CAST(sdgs AS text), '[', ','), ']', ','), ' ', '') END, \
     sector = coalesce((SELECT registrations.sector FROM registrations \
     WHERE registrations.country = publications.country AND registrations.id = publications.registration), '')";

#[async_trait::async_trait]
impl MigrationTrait for Catalogue {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            string("sector").default("").take(),
            string("goals").default("").take(),
            timestamp_with_time_zone_null("shown_from").take(),
            boolean("suspended").default(false).take(),
            text("suspend_reason").default("").take(),
            boolean("edited").default(false).take(),
            timestamp_with_time_zone_null("update_time").take(),
            big_integer("told_version").default(0).take(),
        ];
        for column in columns {
            manager.alter_table(Table::alter().table("publications").add_column(column).to_owned()).await?;
        }
        forced(manager, &["registrations", "publications"], false).await?;
        manager.get_connection().execute_unprepared(OF_REGISTRATIONS).await?;
        forced(manager, &["registrations", "publications"], true).await?;
        let flags = key_table("publication_flags", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(uuid("publication"))
            .col(uuid("registration"))
            .col(string("subject"))
            .col(text("reason"))
            .col(timestamp_with_time_zone("create_time"))
            .to_owned();
        manager.create_table(flags).await?;
        manager.create_index(unique("publication_flags", &["publication", "subject"])).await?;
        guard(manager, "publication_flags", Sharing::None).await?;
        let changes = key_table("catalogue_changes", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("place"))
            .col(uuid("publication"))
            .col(string("kind"))
            .col(timestamp_with_time_zone("change_time"))
            .to_owned();
        manager.create_table(changes).await?;
        // Two who tell at the same moment cannot both have the next place: one of them tells later.
        manager.create_index(unique("catalogue_changes", &["place"])).await?;
        guard(manager, "catalogue_changes", Sharing::None).await
    }
}

fn unique(table: &str, columns: &[&str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_once")).table(Alias::new(table)).col("country").unique();
    for column in columns {
        index.col(Alias::new(*column));
    }
    index
}
