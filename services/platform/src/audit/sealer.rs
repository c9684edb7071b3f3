//! The sealer of a service: puts entries into the chain of their country after they were committed.
//!
//! Entries that are visible and unsealed at one look are sealed in one transaction. Which those are is told by marks
//! that were written with the entries, never by a cursor: ids are made before the commit, and an entry that commits
//! late has a lower id than its neighbours. One process of a service seals at a time.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Statement, Value,
};
use tokio_util::sync::CancellationToken;

use super::{
    chain::{self, Entry},
    heads::Heads,
    seals::{self, End},
};
use crate::{
    error::{Error, Result},
    store::{Backend, Store, Transaction, inserts},
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
    let mut reached: BTreeMap<String, i64> = news.iter().map(|(country, end)| (country.clone(), end.place)).collect();
    let mut signed = tokio::time::Instant::now();
    loop {
        let last = stop.is_cancelled();
        match round(&store, &mut reached, &mut news).await {
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

/// One look. How many entries got their seals; `news` gets the new ends. `reached` has the place that each chain is known to
/// have come to.
async fn round(store: &Store, reached: &mut BTreeMap<String, i64>, news: &mut BTreeMap<String, End>) -> Result<u64> {
    let transaction = store.begin_machinery().await?;
    if !has_turn(store, &transaction).await? {
        transaction.rollback().await?;
        return Ok(0);
    }
    let waiting = waiting(&transaction).await?;
    let mut sealed = 0;
    let mut ends = BTreeMap::new();
    for (country, entries) in waiting {
        let before = end(&transaction, &country, reached.get(&country).copied().unwrap_or_default()).await?;
        let end = seal(&transaction, store.service, &country, before, entries).await?;
        sealed += u64::try_from(end.place - before.place).unwrap_or_default();
        ends.insert(country, end);
    }
    transaction.commit().await?;
    reached.extend(ends.iter().map(|(country, end)| (country.clone(), end.place)));
    news.extend(ends);
    Ok(sealed)
}

/// Whether this process may seal until its transaction ends. In SQLite there is one who writes, and it is us.
async fn has_turn(store: &Store, transaction: &Transaction) -> Result<bool> {
    if store.backend() == Backend::Sqlite {
        return Ok(true);
    }
    // The number only has to be the same in each process of the platform.
    let query = "SELECT pg_try_advisory_xact_lock(20300001) AS has";
    let row = transaction.query_one_raw(Statement::from_string(transaction.get_database_backend(), query)).await?;
    Ok(row.map(|row| row.try_get("", "has")).transpose()?.unwrap_or_default())
}

/// The entries that have a mark, by country. A mark whose entry is gone stays: it shows that something was removed.
async fn waiting(transaction: &Transaction) -> Result<BTreeMap<String, Vec<Entry>>> {
    let query = format!(
        "SELECT {} FROM audit_unsealed AS mark JOIN audit_entries AS entry ON entry.country = mark.country AND \
         entry.id = mark.entry ORDER BY mark.country, mark.entry LIMIT {BATCH}",
        chain::COLUMNS
    );
    let statement = Statement::from_string(transaction.get_database_backend(), query);
    let mut waiting: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in Entry::find_by_statement(statement).all(transaction).await? {
        waiting.entry(entry.country.clone()).or_default().push(entry);
    }
    Ok(waiting)
}

/// Seals these entries of a country behind those it has.
async fn seal(
    transaction: &Transaction,
    service: &str,
    country: &str,
    mut end: End,
    entries: Vec<Entry>,
) -> Result<End> {
    let (mut rows, mut sealed) = (Vec::new(), Vec::new());
    for entry in entries {
        let place = end.place + 1;
        end = End { place, seal: chain::seal(service, place, &end.seal, &entry) };
        sealed.push(entry.id);
        rows.push(seals::Model { country: country.into(), place, entry: entry.id, hash: end.seal.to_vec() });
    }
    seals::insert(transaction, country, rows).await?;
    let backend = transaction.get_database_backend();
    let (among, ids) = inserts::among(backend, "entry", 2, &sealed);
    let query = format!("DELETE FROM audit_unsealed WHERE country = $1 AND {among}");
    let values: Vec<Value> = std::iter::once(country.into()).chain(ids).collect();
    transaction.execute_raw(Statement::from_sql_and_values(backend, query, values)).await?;
    Ok(end)
}

/// Where the chain of a country ends. Whoever knows a place that it reached says so in `from`: row-level security leaves the
/// database to guess how many rows there are, and without a bound it may read them all.
pub(super) async fn end(connection: &impl ConnectionTrait, country: &str, from: i64) -> Result<End> {
    let seals = seals::Entity::find().filter(seals::Column::Country.eq(country));
    let last = seals.order_by_desc(seals::Column::Place).limit(1);
    let known = match from {
        0 => None,
        from => last.clone().filter(seals::Column::Place.gte(from)).one(connection).await?,
    };
    let last = match known {
        Some(known) => Some(known),
        // Shorter than it was known to be: an older copy of the database was put back. What was sealed is gone on.
        None => last.one(connection).await?,
    };
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
        ends.insert(next.clone(), end(&transaction, &next, 0).await?);
        country = next;
    }
    transaction.commit().await.map_err(Error::from)?;
    Ok(ends)
}
