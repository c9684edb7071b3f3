//! The tables that every service has: outbox, inbox, retries, audit log, request ids.

mod audit;
mod grants;

use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::{prelude::*, schema::*};

use self::{
    audit::{Audit, PersonKeys},
    grants::{GrantTotals, Grants, Guests, Loans},
};
use super::guard::{Allowed, Sharing, append_only, erasable, guard, guard_closely, prunable};

/// The migrations of the ground, before a service's own.
pub fn ground_migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(Ground),
        Box::new(Pruning),
        Box::new(Audit),
        Box::new(Grants),
        Box::new(GrantTotals),
        Box::new(People),
        Box::new(Standings),
        Box::new(Loans),
        Box::new(Concealments),
        Box::new(Guests),
        Box::new(PersonKeys),
    ]
}

struct Ground;

impl MigrationName for Ground {
    fn name(&self) -> &str {
        "platform_m0001_ground"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Ground {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        envelopes(manager, "outbox", |table| {
            table.col(big_integer_null("leased_until")).col(big_integer_null("published_at"));
        })
        .await?;
        manager
            .get_connection()
            .execute_unprepared("CREATE INDEX outbox_waiting ON outbox (id) WHERE published_at IS NULL")
            .await?;
        envelopes(manager, "retries", |table| {
            table.col(integer("attempts")).col(big_integer("next_at")).col(boolean("parked")).col(string("problem"));
        })
        .await?;
        let inbox = key_table("inbox", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(string("name"))
            .to_owned();
        manager.create_table(inbox).await?;
        guard(manager, "inbox", Sharing::Machinery).await?;
        let audit = key_table("audit_entries", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(timestamp_with_time_zone("at"))
            .col(string("actor"))
            .col(string("role"))
            .col(string("method"))
            .col(string("resource"))
            .col(string("request_id"))
            .col(json_null("before"))
            .col(json_null("after"))
            .to_owned();
        manager.create_table(audit).await?;
        guard(manager, "audit_entries", Sharing::None).await?;
        append_only(manager, "audit_entries").await?;
        let requests = key_table("request_ids", &["country", "subject", "request_id"])
            .col(string("country"))
            .col(string("subject"))
            .col(string("request_id"))
            .col(string("method"))
            .col(blob("digest"))
            .col(blob("answer"))
            .col(timestamp_with_time_zone("at"))
            .to_owned();
        manager.create_table(requests).await?;
        guard(manager, "request_ids", Sharing::None).await
    }
}

struct Pruning;

impl MigrationName for Pruning {
    fn name(&self) -> &str {
        "platform_m0002_pruning"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Pruning {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        prunable(manager, "request_ids", "at < now() - interval '1 hour'").await?;
        if manager.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        // Its rows are changed soon after they came, many times a second: room for the change on the same page, and a
        // vacuum before the index of waiting events is full of those that left.
        let settings = "fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02";
        manager.get_connection().execute_unprepared(&format!("ALTER TABLE outbox SET ({settings})")).await?;
        Ok(())
    }
}

struct People;

impl MigrationName for People {
    fn name(&self) -> &str {
        "platform_m0006_people"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for People {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let actors = key_table("actors", &["country", "pseudonym"])
            .col(string("country"))
            .col(string("pseudonym"))
            .col(string("subject"))
            .index(
                Index::create().unique().name("actors_subject").col(Alias::new("country")).col(Alias::new("subject")),
            )
            .to_owned();
        manager.create_table(actors).await?;
        let allowed = Allowed { own: &["SELECT", "INSERT", "DELETE"], machinery: &[], network: true };
        guard_closely(manager, "actors", allowed).await?;
        let news = key_table("person_news", &["country", "name"])
            .col(string("country"))
            .col(string("name"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(news).await?;
        guard(manager, "person_news", Sharing::None).await
    }
}

struct Standings;

impl MigrationName for Standings {
    fn name(&self) -> &str {
        "platform_m0007_standings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Standings {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let standings = key_table("country_standings", &["country", "code"])
            .col(string("country"))
            .col(string("code"))
            .col(big_integer("version"))
            .col(string("state"))
            .col(string("imported"))
            .to_owned();
        manager.create_table(standings).await?;
        guard(manager, "country_standings", Sharing::NetworkReads).await?;
        for table in ["audit_entries", "audit_seals"] {
            erasable(manager, table).await?;
        }
        Ok(())
    }
}

struct Concealments;

impl MigrationName for Concealments {
    fn name(&self) -> &str {
        "platform_m0080_conflicts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Concealments {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let concealments = key_table("concealments", &["country", "subject", "registration"])
            .col(string("country"))
            .col(string("subject"))
            .col(string("registration"))
            .col(uuid("registration_id"))
            .col(boolean("hidden"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(concealments).await?;
        // Who reads across countries is looked up in all of them.
        let index = Index::create().name("concealments_subject").table("concealments").col("subject").to_owned();
        manager.create_index(index).await?;
        guard(manager, "concealments", Sharing::None).await
    }
}

/// A table with this primary key, which begins with the country.
pub fn key_table(table: &str, key: &[&str]) -> TableCreateStatement {
    let mut index = Index::create();
    for column in key {
        index.col(Alias::new(*column));
    }
    Table::create().table(Alias::new(table)).primary_key(&mut index).to_owned()
}

async fn envelopes(
    manager: &SchemaManager<'_>,
    table: &'static str,
    more: impl FnOnce(&mut TableCreateStatement),
) -> Result<(), DbErr> {
    let mut create = key_table(table, &["country", "id"]);
    create
        .col(string("country"))
        .col(uuid("id"))
        .col(string("source"))
        .col(string("kind"))
        .col(string("name"))
        .col(string("subject"))
        .col(big_integer("version"))
        .col(big_integer("at"))
        .col(string_null("traceparent"))
        .col(blob("data"));
    more(&mut create);
    manager.create_table(create).await?;
    guard(manager, table, Sharing::Machinery).await
}
