//! Editions that asked what the platform brings along keep it as it was then, in all their versions: each release may bring another.

use platform::store::guard::forced;
use proto::registrations::v1::Definition;
use sea_orm_migration::{
    prelude::*,
    sea_orm::{FromQueryResult, Statement, prelude::Json},
};

use crate::definition::json;

/// Writes it where there was nothing.
pub struct DefaultDefinitions;

impl MigrationName for DefaultDefinitions {
    fn name(&self) -> &str {
        "registrations_m0156_default_definitions"
    }
}

const GUARDED: [&str; 2] = ["editions", "edition_versions"];

#[async_trait::async_trait]
impl MigrationTrait for DefaultDefinitions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        forced(manager, &GUARDED, false).await?;
        write(manager.get_connection()).await?;
        forced(manager, &GUARDED, true).await
    }
}

/// What an edition asks now, or a whole row as one of its versions was.
#[derive(FromQueryResult)]
struct Row {
    country: String,
    edition: String,
    version: i64,
    kept: Json,
}

const EDITIONS: &str = "SELECT country, id AS edition, version, definition AS kept FROM editions";
const VERSIONS: &str = "SELECT country, edition, version, kept FROM edition_versions";
const EDITION: &str = "UPDATE editions SET definition = $1 WHERE country = $2 AND id = $3 AND version = $4";
const VERSION: &str = "UPDATE edition_versions SET kept = $1 WHERE country = $2 AND edition = $3 AND version = $4";

async fn write(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    let asked: Json = serde_json::from_str(include_str!("m0156_default_definitions.json"))
        .map_err(|problem| DbErr::Custom(problem.to_string()))?;
    let default = json::read::<Definition>(&asked).and_then(|asked| json::of(&asked));
    let default = default.map_err(|problem| DbErr::Custom(problem.to_string()))?;
    for row in found(connection, EDITIONS).await? {
        if is_empty(&row.kept) {
            put(connection, EDITION, row, default.clone()).await?;
        }
    }
    for mut row in found(connection, VERSIONS).await? {
        // What countries change in an edition is kept there, too, and has none.
        let Some(definition) = row.kept.get_mut("definition").filter(|definition| is_empty(definition)) else {
            continue;
        };
        *definition = default.clone();
        let kept = row.kept.take();
        put(connection, VERSION, row, kept).await?;
    }
    Ok(())
}

fn is_empty(definition: &Json) -> bool {
    definition.as_object().is_some_and(serde_json::Map::is_empty)
}

async fn found(connection: &impl ConnectionTrait, query: &str) -> Result<Vec<Row>, DbErr> {
    Row::find_by_statement(Statement::from_string(connection.get_database_backend(), query)).all(connection).await
}

async fn put(connection: &impl ConnectionTrait, update: &str, row: Row, value: Json) -> Result<(), DbErr> {
    let values = [value.into(), row.country.into(), row.edition.into(), row.version.into()];
    let update = Statement::from_sql_and_values(connection.get_database_backend(), update, values);
    connection.execute_raw(update).await.map(drop)
}
