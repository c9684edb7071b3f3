//! Counting what a service holds of a country.

use sea_orm::{ConnectionTrait, Statement};

use super::{Holder, Standing, hidden, tables};
use crate::{error::Result, names::Place};

/// The tables with rows of a country that a subject may see, and how many; those of the machinery and of keys, which tell of
/// everything that happens, to whoever oversees the network. Of an erased one, the ends of its chain do not count.
pub(super) async fn rows(holder: &Holder, code: &str, subject: &str, oversees: bool) -> Result<Vec<(String, i64)>> {
    let is_erased = holder.store.standings().of(&holder.store, code).await? == Standing::Erased;
    let transaction = holder.store.begin(&Place::Country(code.to_owned()), false).await?;
    let backend = transaction.get_database_backend();
    let mut counted = Vec::new();
    for table in tables::with_country(&transaction).await? {
        if is_erased && table == "audit_seals" {
            continue;
        }
        if !oversees && (tables::is_machinery(&table) || table == hidden::KEYS) {
            continue;
        }
        let shown = hidden::shown(&transaction, &tables::read(&transaction, &table).await?).await?;
        let query = format!("SELECT count(*) AS found FROM {table} WHERE country = $1 AND $2 = $2 AND {shown}");
        let values = [code.into(), subject.into()];
        let row = transaction.query_one_raw(Statement::from_sql_and_values(backend, query, values)).await?;
        let rows: i64 = row.map(|row| row.try_get("", "found")).transpose()?.unwrap_or_default();
        if rows > 0 {
            counted.push((table, rows));
        }
    }
    transaction.commit().await?;
    Ok(counted)
}
