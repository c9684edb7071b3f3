//! The sealer of a service: puts entries into the chain of their country after they were committed.
//!
//! Entries that are visible and unsealed at one look are sealed in one transaction. Which those are is told by marks
//! that were written with the entries, never by a cursor: ids are made before the commit, and an entry that commits
//! late has a lower id than its neighbours. One process of a service seals at a time.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Statement, Value,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    chain::{self, Entry},
    heads::Heads,
    seals::{self, End},
};
use crate::{
    error::{Error, Result},
    store::{Backend, Store},
};

/// After it was woken, so that one transaction seals what many have written.
const GATHERING: Duration = Duration::from_millis(200);
/// Between two looks for what another process wrote. With the time of gathering it stays below a second.
const POLL: Duration = Duration::from_millis(500);
/// Entries of one transaction.
const BATCH: u64 = 500;
/// Between two heads of a chain, at least.
const HEADS: Duration = Duration::from_millis(900);

/// Seals until it is stopped, and then once more: whoever writes has to be stopped before.
pub(crate) async fn work(store: Store, heads: Arc<Heads>, stop: CancellationToken) {
    let mut news = match ends(&store).await {
        // What the last process sealed it may not have signed.
        Ok(ends) => ends,
        Err(problem) => {
            tracing::warn!(service = store.service, %problem, "heads of before are not signed again");
            BTreeMap::new()
        }
    };
    let mut signed = tokio::time::Instant::now();
    loop {
        let last = stop.is_cancelled();
        match round(&store, &mut news).await {
            // A full batch means that more may wait.
            Ok(sealed) if sealed >= BATCH => continue,
            Ok(_) => {}
            Err(problem) => tracing::warn!(service = store.service, %problem, "entries wait for their seals"),
        }
        if !news.is_empty() && (last || signed.elapsed() >= HEADS) {
            let (heads, ends) = (Arc::clone(&heads), std::mem::take(&mut news));
            // It writes a file, and waits for the disk.
            let _ = tokio::task::spawn_blocking(move || heads.keep(store.service, &ends)).await;
            signed = tokio::time::Instant::now();
        }
        if last {
            return;
        }
        tokio::select! {
            () = store.written() => tokio::select! {
                () = tokio::time::sleep(GATHERING) => {}
                () = stop.cancelled() => {}
            },
            () = tokio::time::sleep(POLL) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// One look. How many entries got their seals; `news` gets the new ends.
async fn round(store: &Store, news: &mut BTreeMap<String, End>) -> Result<u64> {
    let transaction = store.begin_machinery().await?;
    if !has_turn(store, &transaction).await? {
        transaction.rollback().await?;
        return Ok(0);
    }
    let waiting = waiting(&transaction).await?;
    let mut sealed = 0;
    let mut ends = BTreeMap::new();
    for (country, entries) in waiting {
        let before = end(&transaction, &country).await?;
        if let Some(end) = seal(&transaction, store.service, &country, before, entries).await? {
            // Those whose entry is gone are not counted: they stay, and would keep the sealer at it for ever.
            sealed += u64::try_from(end.place - before.place).unwrap_or_default();
            ends.insert(country, end);
        }
    }
    transaction.commit().await?;
    news.extend(ends);
    Ok(sealed)
}

/// Whether this process may seal until its transaction ends. In SQLite there is one who writes, and it is us.
async fn has_turn(store: &Store, transaction: &DatabaseTransaction) -> Result<bool> {
    if store.backend() == Backend::Sqlite {
        return Ok(true);
    }
    // The number only has to be the same in each process of the platform.
    let query = "SELECT pg_try_advisory_xact_lock(20300001) AS has";
    let row = transaction.query_one_raw(Statement::from_string(transaction.get_database_backend(), query)).await?;
    Ok(row.map(|row| row.try_get("", "has")).transpose()?.unwrap_or_default())
}

/// The marks, by country.
async fn waiting(transaction: &DatabaseTransaction) -> Result<BTreeMap<String, Vec<Uuid>>> {
    // Those whose entry is gone must not take the places of the others.
    let query = format!(
        "SELECT country, entry FROM audit_unsealed AS mark WHERE EXISTS (SELECT 1 FROM audit_entries AS entry WHERE \
         entry.country = mark.country AND entry.id = mark.entry) ORDER BY country, entry LIMIT {BATCH}"
    );
    let statement = Statement::from_string(transaction.get_database_backend(), query);
    let mut waiting: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
    for row in transaction.query_all_raw(statement).await? {
        waiting.entry(row.try_get("", "country")?).or_default().push(row.try_get("", "entry")?);
    }
    Ok(waiting)
}

/// Seals these entries of a country behind those it has. A mark whose entry is gone stays: it shows that something was
/// removed.
async fn seal(
    transaction: &DatabaseTransaction,
    service: &str,
    country: &str,
    mut end: End,
    ids: Vec<Uuid>,
) -> Result<Option<End>> {
    let (mut rows, mut sealed) = (Vec::new(), Vec::new());
    for entry in entries(transaction, country, &ids).await? {
        let place = end.place + 1;
        end = End { place, seal: chain::seal(service, place, &end.seal, &entry) };
        sealed.push(entry.id);
        let row = seals::Model { country: country.into(), place, entry: entry.id, hash: end.seal.to_vec() };
        rows.push(row.into_active_model().reset_all());
    }
    if rows.len() < ids.len() {
        tracing::error!(service, country, missing = ids.len() - rows.len(), "entries are gone before they were sealed");
    }
    if sealed.is_empty() {
        return Ok(None);
    }
    seals::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    let query = format!("DELETE FROM audit_unsealed WHERE country = $1 AND entry IN ({})", places(sealed.len()));
    transaction.execute_raw(of_country(transaction, query, country, &sealed)).await?;
    Ok(Some(end))
}

/// By their ids, which cannot miss the index, however many entries there are.
async fn entries(transaction: &DatabaseTransaction, country: &str, ids: &[Uuid]) -> Result<Vec<Entry>> {
    let query = format!(
        "SELECT {} FROM audit_entries AS entry WHERE entry.country = $1 AND entry.id IN ({}) ORDER BY entry.id",
        chain::COLUMNS,
        places(ids.len())
    );
    Ok(Entry::find_by_statement(of_country(transaction, query, country, ids)).all(transaction).await?)
}

/// The placeholders of so many ids, after that of the country.
fn places(count: usize) -> String {
    (2..count + 2).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

fn of_country(transaction: &DatabaseTransaction, query: String, country: &str, ids: &[Uuid]) -> Statement {
    let values: Vec<Value> = std::iter::once(country.into()).chain(ids.iter().map(|id| (*id).into())).collect();
    Statement::from_sql_and_values(transaction.get_database_backend(), query, values)
}

/// Where the chain of a country ends.
pub(super) async fn end(connection: &impl ConnectionTrait, country: &str) -> Result<End> {
    let last = seals::Entity::find()
        .filter(seals::Column::Country.eq(country))
        .order_by_desc(seals::Column::Place)
        .limit(1)
        .one(connection)
        .await?;
    last.as_ref().map_or(Ok(End::NONE), End::of)
}

/// Where each chain ends.
async fn ends(store: &Store) -> Result<BTreeMap<String, End>> {
    let transaction = store.begin_machinery().await?;
    // A country at a time along the index: counting through all seals would take long.
    let query = "SELECT min(country) AS next FROM audit_seals WHERE country > $1";
    let mut ends = BTreeMap::new();
    let mut country = String::new();
    loop {
        let statement =
            Statement::from_sql_and_values(transaction.get_database_backend(), query, [country.clone().into()]);
        let row = transaction.query_one_raw(statement).await?;
        let next: Option<String> = row.map(|row| row.try_get("", "next")).transpose()?.flatten();
        let Some(next) = next else { break };
        ends.insert(next.clone(), end(&transaction, &next).await?);
        country = next;
    }
    transaction.commit().await.map_err(Error::from)?;
    Ok(ends)
}
