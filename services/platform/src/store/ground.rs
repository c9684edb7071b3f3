//! The tables that every service has: outbox, inbox, retries, audit log, request ids.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::{prelude::*, schema::*};

use super::guard::{Allowed, Sharing, append_only, erasable, guard, guard_closely, prunable, readable};
use crate::audit::people::OLDER;

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

/// The schema of one service: the ground, and its own migrations.
pub(super) struct Schema {
    migrations: fn() -> Vec<Box<dyn MigrationTrait>>,
}

impl Schema {
    pub(super) fn of(migrations: fn() -> Vec<Box<dyn MigrationTrait>>) -> Self {
        Self { migrations }
    }

    fn all(&self) -> Vec<Box<dyn MigrationTrait>> {
        let mut all = ground_migrations();
        all.extend((self.migrations)());
        all
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.all().iter().map(|migration| migration.name().to_owned()).collect()
    }

    /// Applies what is not yet applied, each migration in a transaction.
    pub(super) async fn up(&self, connection: &DatabaseConnection) -> Result<(), DbErr> {
        let create = "CREATE TABLE IF NOT EXISTS schema_migrations (place integer PRIMARY KEY, name text NOT NULL)";
        connection.execute_unprepared(create).await?;
        if connection.get_database_backend() == DbBackend::Postgres {
            connection.execute_unprepared("GRANT SELECT ON schema_migrations TO PUBLIC").await?;
        }
        let applied = applied(connection).await?;
        let new = self.all().into_iter().filter(|migration| !applied.iter().any(|name| name == migration.name()));
        for (place, migration) in (applied.len()..).zip(new) {
            let transaction = sea_orm::TransactionTrait::begin(connection).await?;
            migration.up(&SchemaManager::new(&transaction)).await?;
            let record = format!("INSERT INTO schema_migrations VALUES ({place}, '{}')", migration.name());
            transaction.execute_unprepared(&record).await?;
            transaction.commit().await?;
        }
        Ok(())
    }
}

/// The migrations that a database has, in their order.
pub(super) async fn applied(connection: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let query = "SELECT name FROM schema_migrations ORDER BY place";
    let query = Statement::from_string(connection.get_database_backend(), query);
    let rows = connection.query_all_raw(query).await?;
    rows.iter().map(|row| row.try_get("", "name")).collect()
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

struct Audit;

impl MigrationName for Audit {
    fn name(&self) -> &str {
        "platform_m0003_audit"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Audit {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let address =
            Table::alter().table(Alias::new("audit_entries")).add_column(string("address").default("")).to_owned();
        manager.alter_table(address).await?;
        let marks =
            key_table("audit_unsealed", &["country", "entry"]).col(string("country")).col(uuid("entry")).to_owned();
        manager.create_table(marks).await?;
        mark_all(manager).await?;
        let seals = key_table("audit_seals", &["country", "place"])
            .col(string("country"))
            .col(big_integer("place"))
            .col(uuid("entry"))
            .col(blob("hash"))
            .index(
                Index::create().unique().name("audit_seals_entry").col(Alias::new("country")).col(Alias::new("entry")),
            )
            .to_owned();
        manager.create_table(seals).await?;
        let keys = key_table("person_keys", &["country", "person"])
            .col(string("country"))
            .col(string("person"))
            .col(blob("key"))
            .to_owned();
        manager.create_table(keys).await?;
        // A mark is made by whoever writes the entry; only the sealer takes it away.
        let marks = Allowed { own: &["INSERT"], machinery: &["SELECT", "DELETE"], network: true };
        guard_closely(manager, "audit_unsealed", marks).await?;
        let seals = Allowed { own: &["SELECT"], machinery: &["SELECT", "INSERT"], network: true };
        guard_closely(manager, "audit_seals", seals).await?;
        let keys = Allowed { own: &["SELECT", "INSERT", "DELETE"], machinery: &[], network: false };
        guard_closely(manager, "person_keys", keys).await?;
        let unsealed = "EXISTS (SELECT FROM audit_unsealed AS mark \
             WHERE mark.country = audit_entries.country AND mark.entry = audit_entries.id)";
        readable(manager, "audit_entries", unsealed).await
    }
}

/// Marks the entries that were written before there were seals. Their owner does not see them while the guard is forced
/// on it.
async fn mark_all(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let mark = "INSERT INTO audit_unsealed (country, entry) SELECT country, id FROM audit_entries";
    if connection.get_database_backend() != DbBackend::Postgres {
        connection.execute_unprepared(mark).await?;
        return Ok(());
    }
    let statements = [
        "ALTER TABLE audit_entries NO FORCE ROW LEVEL SECURITY",
        mark,
        "ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY",
        // Rows come and go here by the thousand: what is gone must not be waded through.
        "ALTER TABLE audit_unsealed SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)",
    ];
    for statement in statements {
        connection.execute_unprepared(statement).await?;
    }
    Ok(())
}

struct Grants;

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

struct GrantTotals;

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

struct Loans;

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

struct Guests;

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

struct PersonKeys;

impl MigrationName for PersonKeys {
    fn name(&self) -> &str {
        "platform_m0152_person_keys"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for PersonKeys {
    /// A key for the words about a person, and one for each subject who acted on rows about that person. What keys there
    /// are by then hide both.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        match manager.get_database_backend() {
            DbBackend::Postgres => {
                let older = format!("ALTER TABLE person_keys ADD COLUMN subject varchar NOT NULL DEFAULT '{OLDER}'");
                let key = "ALTER TABLE person_keys ALTER COLUMN subject DROP DEFAULT, \
                           DROP CONSTRAINT person_keys_pkey, \
                           ADD CONSTRAINT person_keys_pkey PRIMARY KEY (country, person, subject)";
                connection.execute_unprepared(&older).await?;
                connection.execute_unprepared(key).await?;
            }
            // In SQLite a key stays as its table was made with: the rows move to another one.
            _ => {
                connection.execute_unprepared("ALTER TABLE person_keys RENAME TO keys_before").await?;
                let keys = key_table("person_keys", &["country", "person", "subject"])
                    .col(string("country"))
                    .col(string("person"))
                    .col(string("subject"))
                    .col(blob("key"))
                    .to_owned();
                manager.create_table(keys).await?;
                let moved = format!(
                    "INSERT INTO person_keys (country, person, subject, key) \
                     SELECT country, person, '{OLDER}', key FROM keys_before"
                );
                connection.execute_unprepared(&moved).await?;
                connection.execute_unprepared("DROP TABLE keys_before").await?;
            }
        }
        let index = "CREATE INDEX person_keys_subject ON person_keys (country, subject) WHERE subject <> ''";
        connection.execute_unprepared(index).await.map(drop)
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
