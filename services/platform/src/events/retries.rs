//! Messages whose reaction failed: tried again with growing pauses, counted by us, and parked when that does not help.

use std::time::Duration;

use sea_orm::{
    ConnectionTrait, FromQueryResult, Statement, Value,
    sea_query::{Alias, Expr, Query},
};
use tokio_util::sync::CancellationToken;

use super::{
    Envelope,
    inbox::Inbox,
    outbox::{COLUMNS, values},
};
use crate::{
    config::Config,
    error::{Error, Result},
    rounds,
    store::Store,
};

/// How many due messages are tried in one round.
const ROUND: u32 = 64;
/// The longest pause between two looks for due messages.
const LOOK: Duration = Duration::from_millis(100);

/// Keeps a message whose first try failed. The second copy of a message that is kept already changes nothing.
pub(crate) async fn first_failure(inbox: &Inbox, envelope: &Envelope, failure: &Error) -> Result<()> {
    let parked = gives_up(inbox, envelope, 1, failure);
    let transaction = inbox.store.begin_machinery().await?;
    let mut row = values(envelope.clone());
    row.extend([1.into(), parked.into(), failure.to_string().into()]);
    let columns = COLUMNS.iter().chain(&["attempts", "parked", "problem", "next_at"]);
    let next = Expr::cust(next(&inbox.store, &inbox.config, 1));
    let mut insert = Query::insert();
    insert
        .into_table(Alias::new("retries"))
        .columns(columns.map(|column| Alias::new(*column)))
        .values_panic(row.into_iter().map(Expr::val).chain([next]));
    insert.on_conflict(sea_orm::sea_query::OnConflict::new().do_nothing().to_owned());
    transaction.execute(&insert).await?;
    transaction.commit().await?;
    Ok(())
}

/// Tries due messages until told to stop.
pub(crate) async fn work(inbox: Inbox, stop: CancellationToken) {
    let later = format!("retries of {} paused", inbox.store.service);
    rounds(LOOK, &stop, &later, || async { Ok(round(&inbox).await? > 0) }).await;
}

#[derive(FromQueryResult)]
struct Due {
    attempts: i32,
    #[sea_orm(nested)]
    envelope: Envelope,
}

async fn round(inbox: &Inbox) -> Result<usize> {
    let due = claim(&inbox.store, &inbox.config).await?;
    for message in &due {
        let Err(failure) = inbox.react(&message.envelope).await else { continue };
        failed_again(inbox, message, &failure).await?;
    }
    Ok(due.len())
}

async fn claim(store: &Store, config: &Config) -> Result<Vec<Due>> {
    let backend = store.backend();
    let now = backend.now();
    let query = format!(
        "UPDATE retries SET next_at = {now} + {lease} WHERE {claimed} RETURNING attempts, {columns}",
        lease = config.events.lease_seconds * 1000,
        claimed = backend
            .rows_of(&format!("FROM retries WHERE NOT parked AND next_at <= {now} ORDER BY next_at LIMIT {ROUND}")),
        columns = COLUMNS.join(", "),
    );
    let transaction = store.begin_machinery().await?;
    let statement = Statement::from_string(transaction.get_database_backend(), query);
    let due = Due::find_by_statement(statement).all(&transaction).await?;
    transaction.commit().await?;
    Ok(due)
}

async fn failed_again(inbox: &Inbox, message: &Due, failure: &Error) -> Result<()> {
    let Inbox { store, config, .. } = inbox;
    let attempts = message.attempts + 1;
    let parked = gives_up(inbox, &message.envelope, attempts, failure);
    let next = next(store, config, attempts);
    let query = format!("UPDATE retries SET attempts = $1, next_at = {next}, parked = $2, problem = $3 WHERE id = $4");
    let values: [Value; 4] = [attempts.into(), parked.into(), failure.to_string().into(), message.envelope.id.into()];
    let transaction = store.begin_machinery().await?;
    transaction.execute_raw(Statement::from_sql_and_values(transaction.get_database_backend(), query, values)).await?;
    transaction.commit().await?;
    Ok(())
}

/// Whether a message is parked after so many failures: the first, and one for each time that it may be tried again.
/// Counts what becomes of it.
fn gives_up(inbox: &Inbox, envelope: &Envelope, attempts: i32, failure: &Error) -> bool {
    let Inbox { store, config, metrics, .. } = inbox;
    let parked = u32::try_from(attempts).unwrap_or(u32::MAX) > config.events.retry_attempts;
    match parked {
        true => {
            metrics.parked(store.service, &envelope.name);
            tracing::error!(event = envelope.name, id = %envelope.id, attempts, %failure, "event parked");
        }
        false => metrics.retried(store.service, &envelope.name),
    }
    parked
}

/// When the next try is due, in SQL: by the database's clock, which says in [`claim`] whether it is.
fn next(store: &Store, config: &Config, attempts: i32) -> String {
    format!("{} + {}", store.backend().now(), pause(config, attempts))
}

/// The pause after so many failures, in milliseconds: doubled each time, up to the longest.
fn pause(config: &Config, attempts: i32) -> i64 {
    let doublings = u32::try_from(attempts - 1).unwrap_or_default().min(30);
    let pause = config.events.retry_first_milliseconds.saturating_mul(1 << doublings);
    let pause = pause.min(config.events.retry_longest_seconds * 1000);
    i64::try_from(pause).unwrap_or(i64::MAX)
}
