//! By what duplicates are found, of what was handed in before they were looked for.

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

/// Fills the table for them.
pub struct OldDuplicates;

impl MigrationName for OldDuplicates {
    fn name(&self) -> &str {
        "registrations_m0085_old_duplicates"
    }
}

const GUARDED: [&str; 2] = ["registrations", "duplicate_keys"];

#[async_trait::async_trait]
impl MigrationTrait for OldDuplicates {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        forced(manager, &GUARDED, false).await?;
        fill(manager.get_connection()).await?;
        forced(manager, &GUARDED, true).await
    }
}

/// Of whoever is erased nothing is left that has a key.
const ROWS: &str = "SELECT country, id, title, summary, problem, description, organisation, contact_email, contact_phone \
                    FROM registrations WHERE submit_time IS NOT NULL AND NOT EXISTS (SELECT 1 FROM duplicate_keys \
                    WHERE duplicate_keys.country = registrations.country AND registration = registrations.id)";
const KEYS: &str = "INSERT INTO duplicate_keys (country, registration, letters, consonants, heads, tails, contact, phone, \
                    band_1, band_2, band_3, band_4) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

#[derive(FromQueryResult)]
struct Row {
    country: String,
    id: Uuid,
    title: String,
    summary: String,
    problem: String,
    description: String,
    organisation: String,
    contact_email: String,
    contact_phone: String,
}

impl Row {
    fn keys(self) -> Keys {
        let Row { country, title, summary, problem, description, organisation, contact_email, contact_phone, .. } =
            self;
        let draft = Model::draft(&country, String::new(), "");
        keys::of(&Model { title, summary, problem, description, organisation, contact_email, contact_phone, ..draft })
    }
}

async fn fill(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let mut last = first();
    loop {
        let found: Vec<Row> = after(connection, ROWS, &last).await?;
        let Some(end) = found.last() else { return Ok(()) };
        last = (end.country.clone(), end.id);
        for row in found {
            let (country, id) = (row.country.clone(), row.id);
            let keys = row.keys();
            if keys == Keys::default() {
                continue;
            }
            let Keys { letters, consonants, heads, tails, contact, phone, bands: [one, two, three, four] } = keys;
            let keys = [letters, consonants, heads, tails, contact, phone, one, two, three, four];
            let values = [country.into(), id.into()].into_iter().chain(keys.map(Into::into));
            connection.execute_raw(Statement::from_sql_and_values(backend, KEYS, values)).await?;
        }
    }
}
