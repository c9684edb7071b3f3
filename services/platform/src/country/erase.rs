//! Removing the rows and files of an erased country: in small transactions, so that nobody waits for a large one, and again from the
//! beginning after a crash, since there is nothing to remember but that the country is erased.
//!
//! What was under way when the country was erased may still write a row or two behind the removal: so it is repeated, soon a
//! few times, and then each hour.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use tokio_util::sync::CancellationToken;

use super::{
    Standing,
    about::{About, Erased},
    tables::{self, AUDIT},
};
use crate::{
    error::Result,
    names::Place,
    service::Ground,
    store::{Store, Transaction},
};

/// Between two looks for countries that were erased.
const LOOK: Duration = Duration::from_secs(1);
/// Rows removed in one transaction.
const BATCH: u64 = 500;
/// After each of the first removals: calls and events that began before the erasure have come to their end by then.
const SOON: Duration = Duration::from_secs(30);
const SOON_TIMES: u32 = 6;
/// After each of the others.
const LATER: Duration = Duration::from_secs(3600);

/// Removes until told to stop.
pub(crate) async fn work(ground: Ground, about: &'static [About], stop: CancellationToken) {
    let mut done: HashMap<String, (u32, Instant)> = HashMap::new();
    while !stop.is_cancelled() {
        if let Err(problem) = round(&ground.store, about, &mut done, &stop).await {
            tracing::warn!(service = ground.store.service, %problem, "an erased country is removed later");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => {}
        }
    }
}

async fn round(
    store: &Store,
    about: &[About],
    done: &mut HashMap<String, (u32, Instant)>,
    stop: &CancellationToken,
) -> Result<()> {
    let resting = store.standings().resting(store).await?;
    for (code, _) in resting.iter().filter(|(_, standing)| **standing == Standing::Erased) {
        if stop.is_cancelled() || !is_due(done.get(code)) {
            continue;
        }
        let removed = country(store, about, code, stop).await?;
        if removed > 0 {
            tracing::info!(service = store.service, country = code, removed, "rows of an erased country removed");
        }
        let removed = store.files().remove_country(code).await?;
        if removed > 0 {
            tracing::info!(service = store.service, country = code, removed, "files of an erased country removed");
        }
        let times = done.get(code).map_or(0, |(times, _)| *times);
        done.insert(code.clone(), (times + 1, Instant::now()));
    }
    Ok(())
}

fn is_due(done: Option<&(u32, Instant)>) -> bool {
    done.is_none_or(|(times, at)| at.elapsed() >= if *times < SOON_TIMES { SOON } else { LATER })
}

/// Removes what there is of a country. How many rows it was.
async fn country(store: &Store, about: &[About], code: &str, stop: &CancellationToken) -> Result<u64> {
    let look = store.begin_look().await?;
    let mut tables = tables::with_country(&look).await?;
    look.commit().await?;
    // The marks of the sealer before their entries: it must not find one whose entry is gone.
    tables.retain(|table| !AUDIT.contains(&table.as_str()));
    tables.extend(AUDIT.map(str::to_owned));
    let mut removed = 0;
    for table in tables {
        let which = match table.as_str() {
            // The end of the chain stays: it is the head that was signed last.
            "audit_seals" => "country = $1 AND place < (SELECT max(place) FROM audit_seals WHERE country = $1)",
            _ => "country = $1",
        };
        let place = if table == "audit_unsealed" { None } else { Some(Place::Country(code.to_owned())) };
        removed += all(store, place, &table, which, code, stop).await?;
    }
    for of_network in about.iter().filter(|about| about.erased == Erased::Removed) {
        let which = format!("country = 'network' AND {} = $1", of_network.column);
        removed += all(store, Some(Place::Network), of_network.table, &which, &of_network.value(code), stop).await?;
    }
    // What the network's machinery has of the country: events about it that went out, and the key to its office's address.
    // The event that tells of the erasure is among those that have to go out first.
    let name = format!("countries/{code}");
    for (table, which) in [
        ("outbox", "country = 'network' AND subject = $1 AND published_at IS NOT NULL AND name <> 'country.erased'"),
        ("retries", "country = 'network' AND subject = $1 AND name <> 'country.erased'"),
        ("person_keys", "country = 'network' AND person = $1"),
    ] {
        removed += all(store, Some(Place::Network), table, which, &name, stop).await?;
    }
    Ok(removed)
}

/// Removes all rows of a table that `which` names, batch by batch.
async fn all(
    store: &Store,
    place: Option<Place>,
    table: &str,
    which: &str,
    value: &str,
    stop: &CancellationToken,
) -> Result<u64> {
    let mut all = 0;
    while !stop.is_cancelled() {
        let transaction = match &place {
            Some(place) => store.begin(place, true).await?,
            None => store.begin_machinery().await?,
        };
        let removed = batch(&transaction, table, which, value).await?;
        transaction.commit().await?;
        all += removed;
        if removed < BATCH {
            break;
        }
    }
    Ok(all)
}

async fn batch(transaction: &Transaction, table: &str, which: &str, value: &str) -> Result<u64> {
    let query = match transaction.get_database_backend() {
        DbBackend::Postgres => {
            format!(
                "DELETE FROM {table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {table} WHERE {which} LIMIT {BATCH}))"
            )
        }
        _ => format!("DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} WHERE {which} LIMIT {BATCH})"),
    };
    let values: [Value; 1] = [value.into()];
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), query, values);
    Ok(transaction.execute_raw(statement).await?.rows_affected())
}
