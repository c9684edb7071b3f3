//! What a row's terms weigh, beside them in the index that finds them: a search for several frequent words asks for the
//! weights of a thousand rows, which lie all over a large table. SQLite's tables are small, and stay as they are.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Makes the keys anew.
pub struct Weights;

impl MigrationName for Weights {
    fn name(&self) -> &str {
        "registrations_m0078_weights"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Weights {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        for table in ["registration_terms", "publication_terms"] {
            let statement = format!(
                "ALTER TABLE {table} DROP CONSTRAINT {table}_pkey, \
                 ADD CONSTRAINT {table}_pkey PRIMARY KEY (country, document, term) INCLUDE (weight)"
            );
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}
