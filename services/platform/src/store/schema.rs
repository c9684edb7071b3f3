//! The schema of one service, and how a database comes to have it.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::prelude::*;

use super::ground::ground_migrations;

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
