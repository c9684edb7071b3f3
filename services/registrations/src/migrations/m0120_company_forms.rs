//! Company forms leave nothing in the keys of names, in those that were written before either.

use platform::store::guard::forced;
use sea_orm_migration::{
    prelude::*,
    sea_orm::{FromQueryResult, Statement, prelude::Uuid},
};

use super::pieces::{after, first};
use crate::{
    duplicate::keys::{self, Keys},
    registration::rows::Model,
};

/// Writes the keys of names anew where they are others.
pub struct CompanyForms;

impl MigrationName for CompanyForms {
    fn name(&self) -> &str {
        "registrations_m0120_company_forms"
    }
}

const GUARDED: [&str; 2] = ["registrations", "duplicate_keys"];

#[async_trait::async_trait]
impl MigrationTrait for CompanyForms {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        names_anew(manager, "").await
    }
}

/// Writes the keys of the names of registrations as they come to by now: of all that have keys, or of those whose keys are
/// `such`.
pub async fn names_anew(manager: &SchemaManager<'_>, such: &str) -> Result<(), DbErr> {
    forced(manager, &GUARDED, false).await?;
    write(manager.get_connection(), such).await?;
    forced(manager, &GUARDED, true).await
}

/// Of whoever has no name any more there are no keys of one.
const ROWS: &str = "SELECT country, id, organisation FROM registrations WHERE organisation <> '' AND EXISTS (SELECT 1 FROM \
                    duplicate_keys WHERE duplicate_keys.country = registrations.country AND registration = registrations.id";
const KEYS: &str = "UPDATE duplicate_keys SET letters = $1, consonants = $2, heads = $3, tails = $4 \
                    WHERE country = $5 AND registration = $6 AND (COALESCE(letters, 0) <> COALESCE($1, 0) \
                    OR COALESCE(consonants, 0) <> COALESCE($2, 0) OR COALESCE(heads, 0) <> COALESCE($3, 0) \
                    OR COALESCE(tails, 0) <> COALESCE($4, 0))";

#[derive(FromQueryResult)]
struct Row {
    country: String,
    id: Uuid,
    organisation: String,
}

async fn write(connection: &impl ConnectionTrait, such: &str) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let rows = format!("{ROWS}{such})");
    let mut last = first();
    loop {
        let found: Vec<Row> = after(connection, &rows, &last).await?;
        let Some(end) = found.last() else { return Ok(()) };
        last = (end.country.clone(), end.id);
        for Row { country, id, organisation } in found {
            let row = Model { organisation, ..Model::draft(&country, String::new(), "") };
            let Keys { letters, consonants, heads, tails, .. } = keys::of(&row);
            let values = [letters.into(), consonants.into(), heads.into(), tails.into(), country.into(), id.into()];
            connection.execute_raw(Statement::from_sql_and_values(backend, KEYS, values)).await?;
        }
    }
}
