//! Removing what is kept for a while only: published events, the ids of consumed ones, answers to request ids. Heartbeats,
//! one a second, leave much earlier than the rest.
//!
//! In small batches, so that no call waits for a large one; whatever is left, the next round removes.

use std::time::Duration;

use sea_orm::{ConnectionTrait, Statement, Value};
use tokio_util::sync::CancellationToken;

use super::Store;
use crate::{
    access::grants::BEAT,
    config::Config,
    error::Result,
    moment::{first_id_at, now_milliseconds},
    rounds,
    service::Ground,
};

/// Between two rounds.
const PAUSE: Duration = Duration::from_secs(3600);
/// Rows removed in one transaction.
const BATCH: u64 = 1000;
const HOUR: i64 = 3_600_000;

pub(crate) async fn work(ground: Ground, stop: CancellationToken) {
    let later = format!("old rows of {} stay for another round", ground.store.service);
    let pruned = || async { round(&ground.store, &ground.config, now_milliseconds()).await.map(|()| false) };
    rounds(PAUSE, &stop, &later, pruned).await;
}

/// Removes what is too old at `now`, in milliseconds since 1970.
async fn round(store: &Store, config: &Config, now: i64) -> Result<()> {
    let events_before = now - hours(config.events.keep_days * 24);
    let answers_before = now - hours(config.server.request_id_hours);
    remove(store, "outbox", "id", "published_at < $1", events_before.into()).await?;
    // The ids of events begin with the moment they were made.
    remove(store, "inbox", "id", "id < $1", first_id_at(events_before).into()).await?;
    let beats_before = now - HOUR;
    remove(store, "outbox", "id", &format!("name = '{BEAT}' AND published_at < $1"), beats_before.into()).await?;
    let old = format!("name = '{BEAT}' AND id < $1");
    remove(store, "inbox", "id", &old, first_id_at(beats_before).into()).await?;
    let at = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(answers_before) * 1_000_000);
    let Ok(at) = at else { return Ok(()) };
    remove(store, "request_ids", "subject, request_id", "at < $1", at.into()).await
}

async fn remove(store: &Store, table: &str, key: &str, too_old: &str, limit: Value) -> Result<()> {
    let query = format!(
        "DELETE FROM {table} WHERE (country, {key}) IN \
         (SELECT country, {key} FROM {table} WHERE {too_old} LIMIT {BATCH})"
    );
    let mut all = 0;
    loop {
        let transaction = store.begin_machinery().await?;
        let backend = transaction.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, &query, [limit.clone()]);
        let removed = transaction.execute_raw(statement).await?.rows_affected();
        transaction.commit().await?;
        all += removed;
        if removed < BATCH {
            tracing::debug!(service = store.service, table, removed = all, "old rows removed");
            return Ok(());
        }
    }
}

fn hours(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(HOUR)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::events::Envelope;

    async fn store(config: &Config) -> Store {
        Store::open("test", config, Vec::new).await.expect("a store")
    }

    async fn count(store: &Store, table: &str) -> i64 {
        let transaction = store.begin_machinery().await.expect("a transaction");
        let query = format!("SELECT count(*) AS found FROM {table}");
        let statement = Statement::from_string(transaction.get_database_backend(), query);
        let row = transaction.query_one_raw(statement).await.expect("an answer").expect("a row");
        row.try_get("", "found").expect("a number")
    }

    async fn execute(store: &Store, query: &str, values: Vec<Value>) {
        let transaction = store.begin_machinery().await.expect("a transaction");
        let statement = Statement::from_sql_and_values(transaction.get_database_backend(), query, values);
        transaction.execute_raw(statement).await.expect("written");
        transaction.commit().await.expect("committed");
    }

    /// An event of that moment in the outbox, published or not, and its id in the inbox.
    async fn event(store: &Store, name: &str, at: i64, published: bool) {
        let id = Uuid::now_v7();
        let id = uuid::Builder::from_unix_timestamp_millis(
            u64::try_from(at).expect("after 1970"),
            &id.as_bytes()[6..].try_into().expect("ten bytes"),
        );
        let envelope = Envelope {
            id: id.into_uuid(),
            country: "do".into(),
            source: "test".into(),
            kind: String::new(),
            name: name.into(),
            subject: String::new(),
            version: 1,
            at,
            traceparent: None,
            data: Vec::new(),
        };
        let id = envelope.id;
        let transaction = store.begin_machinery().await.expect("a transaction");
        let insert = crate::events::outbox::insert(&[envelope], None);
        crate::store::inserts::together(&transaction, None, vec![insert]).await.expect("written");
        transaction.commit().await.expect("committed");
        if published {
            execute(store, "UPDATE outbox SET published_at = $1 WHERE id = $2", vec![at.into(), id.into()]).await;
        }
        execute(store, "INSERT INTO inbox VALUES ('do', $1, $2)", vec![id.into(), name.into()]).await;
    }

    #[tokio::test]
    async fn only_what_is_old_and_done_with_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::load_from(None, Default::default()).expect("the defaults");
        config.data_folder = folder.path().to_path_buf();
        let store = store(&config).await;
        let now = now_milliseconds();
        let old = now - hours(config.events.keep_days * 24) - HOUR;
        for (at, published) in [(old, true), (old, false), (now, true), (now, false)] {
            event(&store, "case.opened", at, published).await;
        }
        for at in [now - 2 * HOUR, now] {
            event(&store, BEAT, at, true).await;
        }
        for age_hours in [1, 25] {
            let at = time::OffsetDateTime::now_utc() - time::Duration::hours(age_hours);
            let query = "INSERT INTO request_ids VALUES ('do', 'somebody', $1, '', '', '', $2)";
            execute(&store, query, vec![format!("{age_hours}").into(), at.into()]).await;
        }
        round(&store, &config, now).await.expect("a round");
        assert_eq!(count(&store, "outbox").await, 4, "an event that is not published stays, however old");
        assert_eq!(count(&store, "inbox").await, 3);
        let beats = count(&store, &format!("outbox WHERE name = '{BEAT}'")).await;
        assert_eq!(beats, 1, "a heartbeat of two hours ago is gone");
        assert_eq!(count(&store, "request_ids").await, 1);
    }
}
