//! API keys: what each may do, and the digests of its secrets.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct ApiKeys;

impl MigrationName for ApiKeys {
    fn name(&self) -> &str {
        "partners_m0006_api_keys"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ApiKeys {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("api_keys", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(string("display_name"))
            .col(json("roles"))
            .col(string("issuer"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(json("secrets"))
            .col(timestamp_with_time_zone_null("last_used_at"))
            .col(timestamp_with_time_zone_null("revoked_at"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "api_keys", Sharing::None).await
    }
}
