//! The audit log of a service: its entries, the marks and seals of the sealer, and the keys that hide personal data in it.

use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::{prelude::*, schema::*};

use super::key_table;
use crate::{
    audit::people::OLDER,
    store::guard::{Allowed, guard_closely, readable},
};

pub(super) struct Audit;

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

pub(super) struct PersonKeys;

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
                // The default stays: until the last process of the build before is gone, it writes keys without a subject.
                let key = "ALTER TABLE person_keys DROP CONSTRAINT person_keys_pkey, \
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
