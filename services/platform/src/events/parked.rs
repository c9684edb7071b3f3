//! Parked messages: what an operator can list, look at and replay.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use uuid::Uuid;

use super::{Envelope, outbox::COLUMNS};
use crate::{access::grants::BEAT, error::Result, store::Store};

/// A message that failed too often.
#[derive(Debug, FromQueryResult)]
pub struct Parked {
    /// How often it was tried.
    pub attempts: i32,
    /// What went wrong the last time.
    pub problem: String,
    /// The message.
    #[sea_orm(nested)]
    pub envelope: Envelope,
}

/// Up to `most` parked messages behind `after`, by id.
pub async fn list(store: &Store, after: Option<Uuid>, most: u64) -> Result<Vec<Parked>> {
    let query = format!(
        "SELECT attempts, problem, {} FROM retries WHERE parked AND id > $1 ORDER BY id LIMIT {most}",
        COLUMNS.join(", ")
    );
    find(store, &query, vec![after.unwrap_or_default().into()]).await
}

/// One parked message.
pub async fn get(store: &Store, id: Uuid) -> Result<Option<Parked>> {
    let query = format!("SELECT attempts, problem, {} FROM retries WHERE parked AND id = $1", COLUMNS.join(", "));
    Ok(find(store, &query, vec![id.into()]).await?.pop())
}

/// Has a parked message tried again at once, with all its attempts. False when there is none.
pub async fn replay(store: &Store, id: Uuid) -> Result<bool> {
    let transaction = store.begin_machinery().await?;
    let query = "UPDATE retries SET parked = $1, attempts = 0, next_at = 0 WHERE parked AND id = $2";
    let statement =
        Statement::from_sql_and_values(transaction.get_database_backend(), query, [false.into(), id.into()]);
    let changed = transaction.execute_raw(statement).await?.rows_affected();
    transaction.commit().await?;
    Ok(changed == 1)
}

/// Events of one service, counted.
#[derive(Debug, Default, Clone, Copy)]
pub struct Summary {
    /// Gone out, as far as they are still kept.
    pub published: i64,
    /// Had their effect here, as far as their ids are still kept.
    pub consumed: i64,
    /// Given up on, until replayed.
    pub parked: i64,
    /// Waiting to go out, or to be tried again.
    pub pending: i64,
}

/// Counts the events of one service; heartbeats, which never end, are none that anybody waits for.
pub async fn summarize(store: &Store) -> Result<Summary> {
    let query = format!(
        "SELECT (SELECT count(*) FROM outbox WHERE published_at IS NOT NULL AND name <> '{BEAT}') AS published, \
         (SELECT count(*) FROM outbox WHERE published_at IS NULL AND name <> '{BEAT}') AS waiting, \
         (SELECT count(*) FROM inbox WHERE name <> '{BEAT}') AS consumed, \
         (SELECT count(*) FROM retries WHERE parked) AS parked, \
         (SELECT count(*) FROM retries WHERE NOT parked) AS retrying"
    );
    let transaction = store.begin_machinery().await?;
    let row = transaction.query_one_raw(Statement::from_string(transaction.get_database_backend(), query)).await?;
    transaction.commit().await?;
    let Some(row) = row else { return Ok(Summary::default()) };
    Ok(Summary {
        published: row.try_get("", "published")?,
        consumed: row.try_get("", "consumed")?,
        parked: row.try_get("", "parked")?,
        pending: row.try_get::<i64>("", "waiting")? + row.try_get::<i64>("", "retrying")?,
    })
}

async fn find(store: &Store, query: &str, values: Vec<Value>) -> Result<Vec<Parked>> {
    let transaction = store.begin_machinery().await?;
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), query, values);
    let found = Parked::find_by_statement(statement).all(&transaction).await?;
    transaction.commit().await?;
    Ok(found)
}
