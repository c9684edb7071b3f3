//! Registrations.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Registrations;

impl MigrationName for Registrations {
    fn name(&self) -> &str {
        "registrations_m0002_registrations"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Registrations {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = key_table("registrations", &["country", "id"]);
        table
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("version"))
            .col(big_integer("case_version"))
            .col(string("owner"))
            .col(string("edition"))
            .col(string("track"))
            .col(string("category"))
            .col(string("state"))
            .col(text("state_reason"))
            .col(string_null("fingerprint"));
        table
            .col(text("title"))
            .col(text("summary"))
            .col(text("problem"))
            .col(text("description"))
            .col(string("stage"))
            .col(json("sdgs"))
            .col(integer_null("people_reached"))
            .col(integer_null("jobs"))
            .col(boolean_null("women_led"))
            .col(boolean("data_consent"))
            .col(boolean("publication_consent"))
            .col(string("merged_into"));
        table
            .col(text("organisation"))
            .col(string("organisation_kind"))
            .col(string("size"))
            .col(text("sector"))
            .col(text("city"))
            .col(text("website"))
            .col(text("contact_email"))
            .col(text("contact_phone"))
            .col(string("language"));
        table
            .col(timestamp_with_time_zone("create_time"))
            .col(timestamp_with_time_zone("update_time"))
            .col(timestamp_with_time_zone_null("submit_time"))
            .col(timestamp_with_time_zone("state_time"));
        manager.create_table(table).await?;
        manager.create_index(once()).await?;
        manager.create_index(by_owner()).await?;
        guard(manager, "registrations", Sharing::None).await
    }
}

/// One organisation, one title, one edition. Where the fingerprint is null the index says nothing.
fn once() -> IndexCreateStatement {
    Index::create()
        .name("registrations_once")
        .table(Alias::new("registrations"))
        .col(Alias::new("country"))
        .col(Alias::new("edition"))
        .col(Alias::new("fingerprint"))
        .unique()
        .to_owned()
}

fn by_owner() -> IndexCreateStatement {
    Index::create()
        .name("registrations_by_owner")
        .table(Alias::new("registrations"))
        .col(Alias::new("country"))
        .col(Alias::new("owner"))
        .col(Alias::new("id"))
        .to_owned()
}
