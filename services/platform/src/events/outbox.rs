//! The outbox: events written beside the rows they tell of, flagged when the bus has them.

use std::time::Duration;

use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult, Statement, TryGetable, Value};
use uuid::Uuid;

use super::Envelope;
use crate::{
    error::Result,
    store::{
        Store,
        inserts::{self, Insert},
    },
};

/// The columns of a new row: those of an event, and its lease.
const WITH_LEASE: [&str; 11] = [
    "country",
    "id",
    "source",
    "kind",
    "name",
    "subject",
    "version",
    "at",
    "traceparent",
    "data",
    "leased_until::from_now",
];

/// The columns of an event.
pub(crate) const COLUMNS: [&str; 10] = {
    let [columns @ .., _lease] = WITH_LEASE;
    columns
};

impl FromQueryResult for Envelope {
    fn from_query_result(row: &QueryResult, prefix: &str) -> std::result::Result<Self, sea_orm::DbErr> {
        fn get<T: TryGetable>(row: &QueryResult, prefix: &str, column: &str) -> std::result::Result<T, sea_orm::DbErr> {
            row.try_get(prefix, column)
        }
        Ok(Self {
            country: get(row, prefix, "country")?,
            id: get(row, prefix, "id")?,
            source: get(row, prefix, "source")?,
            kind: get(row, prefix, "kind")?,
            name: get(row, prefix, "name")?,
            subject: get(row, prefix, "subject")?,
            version: get(row, prefix, "version")?,
            at: get(row, prefix, "at")?,
            traceparent: get(row, prefix, "traceparent")?,
            data: get(row, prefix, "data")?,
        })
    }
}

pub(crate) fn values(envelope: Envelope) -> Vec<Value> {
    let Envelope { id, country, source, kind, name, subject, version, at, traceparent, data } = envelope;
    vec![
        country.into(),
        id.into(),
        source.into(),
        kind.into(),
        name.into(),
        subject.into(),
        version.into(),
        at.into(),
        traceparent.into(),
        data.into(),
    ]
}

/// Rows for events, each with a lease of this length from the moment it is written, if there is one.
pub(crate) fn insert(events: &[Envelope], lease: Option<Duration>) -> Insert {
    let lease = lease.map(|lease| i64::try_from(lease.as_millis()).unwrap_or(i64::MAX));
    let row = |envelope: &Envelope| values(envelope.clone()).into_iter().chain([lease.into()]).collect();
    Insert::new("outbox", &WITH_LEASE, events.iter().map(row).collect())
}

/// Claims up to `most` waiting events for `lease_seconds` by the database's clock. Whoever dies with a claim loses it
/// when the lease ends.
pub(crate) async fn claim(store: &Store, most: u32, lease_seconds: u64) -> Result<Vec<Envelope>> {
    let backend = store.backend();
    let now = backend.now();
    let columns = COLUMNS.join(", ");
    let query = format!(
        "UPDATE outbox SET leased_until = {now} + {lease} WHERE {claimed} RETURNING {columns}",
        lease = lease_seconds * 1000,
        claimed = backend.rows_of(&format!(
            "FROM outbox WHERE published_at IS NULL AND (leased_until IS NULL OR leased_until < {now}) ORDER BY id \
             LIMIT {most}"
        )),
    );
    let transaction = store.begin_repeatable().await?;
    let statement = Statement::from_string(transaction.get_database_backend(), query);
    let mut claimed = Envelope::find_by_statement(statement).all(&transaction).await?;
    transaction.commit().await?;
    // RETURNING gives no order; earlier facts should leave first.
    claimed.sort_by_key(|envelope| envelope.id);
    Ok(claimed)
}

/// Flags events as published.
pub(crate) async fn published(store: &Store, ids: &[Uuid]) -> Result<()> {
    mark(store, ids, &format!("published_at = {}", store.backend().now())).await
}

/// Gives events back, to be claimed again at once.
pub(crate) async fn release(store: &Store, ids: &[Uuid]) -> Result<()> {
    mark(store, ids, "leased_until = NULL").await
}

async fn mark(store: &Store, ids: &[Uuid], change: &str) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let transaction = store.begin_repeatable().await?;
    let backend = transaction.get_database_backend();
    let (among, values) = inserts::among(backend, "id", 1, ids);
    // What is published already is named as such, so that the index of waiting events serves.
    let query = format!("UPDATE outbox SET {change} WHERE published_at IS NULL AND {among}");
    transaction.execute_raw(Statement::from_sql_and_values(backend, query, values)).await?;
    transaction.commit().await?;
    Ok(())
}

/// Removes events of this name that were made before this moment and have not gone out.
pub(crate) async fn forget_waiting(store: &Store, name: &str, before: i64) -> Result<()> {
    let transaction = store.begin_repeatable().await?;
    let query = "DELETE FROM outbox WHERE published_at IS NULL AND name = $1 AND at < $2";
    let values: [Value; 2] = [name.into(), before.into()];
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), query, values);
    transaction.execute_raw(statement).await?;
    transaction.commit().await?;
    Ok(())
}

/// What waits: how many events, and the age of the oldest.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Depth {
    pub waiting: u64,
    pub oldest: Duration,
}

pub(crate) async fn depth(store: &Store) -> Result<Depth> {
    let transaction = store.begin_repeatable().await?;
    let query = format!(
        "SELECT count(*) AS waiting, coalesce({now} - min(at), 0) AS oldest FROM outbox WHERE published_at IS NULL",
        now = store.backend().now()
    );
    let statement = Statement::from_string(transaction.get_database_backend(), query);
    let row = transaction.query_one_raw(statement).await?;
    transaction.commit().await?;
    let Some(row) = row else { return Ok(Depth::default()) };
    Ok(Depth {
        waiting: u64::try_from(row.try_get::<i64>("", "waiting")?).unwrap_or_default(),
        oldest: Duration::from_millis(u64::try_from(row.try_get::<i64>("", "oldest")?).unwrap_or_default()),
    })
}
