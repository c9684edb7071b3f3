//! What registrations say in answer to an edition's own questions is compared, too.

use platform::store::guard::forced;
use sea_orm_migration::{
    prelude::*,
    sea_orm::{FromQueryResult, Statement, prelude::Uuid},
};

use super::pieces::{after, first};
use crate::{
    duplicate::keys,
    registration::{answers::Answers, rows::Model},
};

/// Writes the keys of texts anew where there are answers.
pub struct AnsweredTexts;

impl MigrationName for AnsweredTexts {
    fn name(&self) -> &str {
        "registrations_m0157_answered_texts"
    }
}

const GUARDED: [&str; 2] = ["registrations", "duplicate_keys"];

#[async_trait::async_trait]
impl MigrationTrait for AnsweredTexts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        forced(manager, &GUARDED, false).await?;
        write(manager.get_connection()).await?;
        forced(manager, &GUARDED, true).await
    }
}

/// Of what is blocked the keys stay as they are: it is compared once it is free and changes.
const ROWS: &str = "SELECT country, id, title, summary, problem, description, answers FROM registrations \
                    WHERE CAST(answers AS text) <> '[]' AND NOT blocked AND EXISTS (SELECT 1 FROM duplicate_keys \
                    WHERE duplicate_keys.country = registrations.country AND registration = registrations.id)";
const KEYS: &str = "UPDATE duplicate_keys SET band_1 = $1, band_2 = $2, band_3 = $3, band_4 = $4 \
                    WHERE country = $5 AND registration = $6";

#[derive(FromQueryResult)]
struct Row {
    country: String,
    id: Uuid,
    title: String,
    summary: String,
    problem: String,
    description: String,
    answers: Answers,
}

pub(super) async fn write(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    let mut last = first();
    loop {
        let found: Vec<Row> = after(connection, ROWS, &last).await?;
        let Some(end) = found.last() else { return Ok(()) };
        last = (end.country.clone(), end.id);
        for Row { country, id, title, summary, problem, description, answers } in found {
            let draft = Model::draft(&country, String::new(), "");
            let row = Model { title, summary, problem, description, answers, ..draft };
            let [one, two, three, four] = keys::of(&row).bands.map(Into::into);
            let values = [one, two, three, four, country.into(), id.into()];
            let update = Statement::from_sql_and_values(connection.get_database_backend(), KEYS, values);
            connection.execute_raw(update).await?;
        }
    }
}
