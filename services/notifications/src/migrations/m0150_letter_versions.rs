//! What letters say, by version; and the versions that a registration was submitted under.

use platform::store::key_table;
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, json, string},
    sea_orm::DbBackend,
};

/// Adds the version to the key of a table, and two columns to another one.
pub struct LetterVersions;

impl MigrationName for LetterVersions {
    fn name(&self) -> &str {
        "notifications_m0150_letter_versions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for LetterVersions {
    /// What is kept by then stands as the version that it was told as.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Postgres => {
                let key = "ALTER TABLE edition_letters DROP CONSTRAINT edition_letters_pkey, \
                           ADD CONSTRAINT edition_letters_pkey PRIMARY KEY (country, edition, version)";
                manager.get_connection().execute_unprepared(key).await?;
            }
            _ => made_anew(manager).await?,
        }
        for name in ["edition_version", "country_edition_version"] {
            let column = big_integer(name).default(0).take();
            manager.alter_table(Table::alter().table("registrations").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

/// In SQLite a key stays as its table was made with: the rows move to another one.
async fn made_anew(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    connection.execute_unprepared("ALTER TABLE edition_letters RENAME TO letters_before").await?;
    let table = key_table("edition_letters", &["country", "edition", "version"])
        .col(string("country"))
        .col(string("edition"))
        .col(big_integer("version"))
        .col(json("letters"))
        .col(boolean("country_letters"))
        .to_owned();
    manager.create_table(table).await?;
    let columns = "country, edition, version, letters, country_letters";
    let moved = format!("INSERT INTO edition_letters ({columns}) SELECT {columns} FROM letters_before");
    connection.execute_unprepared(&moved).await?;
    connection.execute_unprepared("DROP TABLE letters_before").await.map(drop)
}
