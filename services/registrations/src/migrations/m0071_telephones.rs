//! The telephone number among the keys by which duplicates are found.

use platform::store::guard::forced;
use sea_orm_migration::{
    prelude::*,
    schema::*,
    sea_orm::{FromQueryResult, Statement, prelude::Uuid},
};

use super::pieces::{after, first};
use crate::duplicate::keys;

const GUARDED: [&str; 2] = ["registrations", "duplicate_keys"];

/// Adds the column, and fills it for what was handed in before.
pub struct Telephones;

impl MigrationName for Telephones {
    fn name(&self) -> &str {
        "registrations_m0071_telephones"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Telephones {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = big_integer_null("phone");
        manager.alter_table(Table::alter().table("duplicate_keys").add_column(column).to_owned()).await?;
        let index = Index::create().name("duplicate_keys_by_phone").table("duplicate_keys").col("phone").to_owned();
        manager.create_index(index).await?;
        forced(manager, &GUARDED, false).await?;
        fill(manager).await?;
        forced(manager, &GUARDED, true).await
    }
}

const ROWS: &str = "SELECT country, id, contact_phone FROM registrations WHERE contact_phone <> ''";

#[derive(FromQueryResult)]
struct Row {
    country: String,
    id: Uuid,
    contact_phone: String,
}

async fn fill(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let backend = connection.get_database_backend();
    let mut last = first();
    loop {
        let found: Vec<Row> = after(connection, ROWS, &last).await?;
        let Some(end) = found.last() else { return Ok(()) };
        last = (end.country.clone(), end.id);
        for row in found {
            let Some(phone) = keys::phone(&row.country, &row.contact_phone) else { continue };
            let change = "UPDATE duplicate_keys SET phone = $1 WHERE country = $2 AND registration = $3";
            let values = [phone.into(), row.country.into(), row.id.into()];
            connection.execute_raw(Statement::from_sql_and_values(backend, change, values)).await?;
        }
    }
}
