//! What a service knows of grants: who may do what, by which loans besides, and how lately it heard of that.

use sea_orm::ConnectionTrait;
use sea_orm_migration::{prelude::*, schema::*};

use super::key_table;
use crate::store::guard::{Sharing, guard};

pub(super) struct Grants;

impl MigrationName for Grants {
    fn name(&self) -> &str {
        "platform_m0004_grants"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Grants {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let grants = key_table("grants", &["country", "name"])
            .col(string("country"))
            .col(string("name"))
            .col(big_integer("version"))
            .col(string("subject"))
            .col(string("key_id"))
            .col(text("roles"))
            .col(text("countries"))
            .col(big_integer_null("expires_at"))
            .col(text("secrets"))
            .to_owned();
        manager.create_table(grants).await?;
        guard(manager, "grants", Sharing::Machinery).await?;
        // One subject, or one key, is looked up across all countries at each call.
        for column in ["subject", "key_id"] {
            let index = Index::create().name(format!("grants_{column}")).table("grants").col(column).to_owned();
            manager.create_index(index).await?;
        }
        let beats = key_table("grant_beats", &["country", "name"])
            .col(string("country"))
            .col(string("name"))
            .col(big_integer("at"))
            .to_owned();
        manager.create_table(beats).await?;
        guard(manager, "grant_beats", Sharing::Machinery).await?;
        // Asked beside each look-up: a change that could not be taken may be a revocation.
        let missed = "CREATE INDEX retries_grants ON retries (name) WHERE name = 'grant.changed'";
        manager.get_connection().execute_unprepared(missed).await?;
        Ok(())
    }
}

pub(super) struct GrantTotals;

impl MigrationName for GrantTotals {
    fn name(&self) -> &str {
        "platform_m0005_grant_totals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for GrantTotals {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let total = big_integer("total").default(0).to_owned();
        manager.alter_table(Table::alter().table("grant_beats").add_column(total).to_owned()).await
    }
}

pub(super) struct Loans;

impl MigrationName for Loans {
    fn name(&self) -> &str {
        "platform_m0008_loans"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Loans {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let lent_to = string("lent_to").default("").take();
        manager.alter_table(Table::alter().table("grants").add_column(lent_to).to_owned()).await?;
        // Few of all grants are loans, and all of those are looked up together.
        let index = "CREATE INDEX grants_lent ON grants (lent_to) WHERE lent_to <> ''";
        manager.get_connection().execute_unprepared(index).await.map(drop)
    }
}

pub(super) struct Guests;

impl MigrationName for Guests {
    fn name(&self) -> &str {
        "platform_m0085_guests"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Guests {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let lent_by = string("lent_by").default("").take();
        manager.alter_table(Table::alter().table("grants").add_column(lent_by).to_owned()).await
    }
}
