//! By what duplicates are found, and which were looked at and are none.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the tables.
pub struct Duplicates;

impl MigrationName for Duplicates {
    fn name(&self) -> &str {
        "registrations_m0022_duplicates"
    }
}

const KEYS: [&str; 9] = ["letters", "consonants", "heads", "tails", "contact", "band_1", "band_2", "band_3", "band_4"];

#[async_trait::async_trait]
impl MigrationTrait for Duplicates {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut keys = key_table("duplicate_keys", &["country", "registration"]);
        keys.col(string("country")).col(uuid("registration"));
        for key in KEYS {
            keys.col(big_integer_null(key));
        }
        manager.create_table(keys).await?;
        // By the key alone: it is sought in one country and across all, and few have the same.
        for key in KEYS {
            let index =
                Index::create().name(format!("duplicate_keys_by_{key}")).table("duplicate_keys").col(key).to_owned();
            manager.create_index(index).await?;
        }
        guard(manager, "duplicate_keys", Sharing::None).await?;
        let dismissed = key_table("duplicate_dismissals", &["country", "later", "earlier"])
            .col(string("country"))
            .col(uuid("later"))
            .col(uuid("earlier"))
            .col(timestamp_with_time_zone("create_time"))
            .to_owned();
        manager.create_table(dismissed).await?;
        guard(manager, "duplicate_dismissals", Sharing::None).await
    }
}
