//! All that is particular to PostgreSQL.

use std::{str::FromStr, time::Duration};

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel, RuntimeErr,
    SqlxPostgresConnector, Statement, TransactionOptions, TransactionTrait,
    sqlx::{
        Connection,
        postgres::{PgConnectOptions, PgPoolOptions},
    },
};

use super::transaction::Transaction;
use crate::{config::Config, error::Result};

/// A session that was not used for so long is asked whether it still answers, before a call gets it.
const IDLE: Duration = Duration::from_secs(5);

/// Prepared statements that a session keeps. What a commit writes differs by how many entries and events there are.
const STATEMENTS: usize = 500;

pub(super) async fn open(url: &str, config: &Config) -> std::result::Result<DatabaseConnection, DbErr> {
    let seconds = config.database.statement_timeout_seconds;
    open_with(url, config, &format!("{seconds}s")).await
}

/// Opens what migrates: however long a statement takes on a large table, half of it is of no use.
pub(super) async fn open_owner(url: &str, config: &Config) -> std::result::Result<DatabaseConnection, DbErr> {
    open_with(url, config, "0").await
}

async fn open_with(
    url: &str,
    config: &Config,
    statement_timeout: &str,
) -> std::result::Result<DatabaseConnection, DbErr> {
    let problem = |error| DbErr::Conn(RuntimeErr::SqlxError(std::sync::Arc::new(error)));
    let options = PgConnectOptions::from_str(url).map_err(problem)?.options([
        ("statement_timeout", statement_timeout),
        // A session that a dropped future left in a transaction would keep its locks: the server ends it.
        ("idle_in_transaction_session_timeout", "10s"),
    ]);
    let options = options.statement_cache_capacity(STATEMENTS);
    let pool = PgPoolOptions::new()
        .max_connections(config.database.pool_size)
        .acquire_timeout(Duration::from_secs(config.database.acquire_timeout_seconds))
        // Asking each time would be a round trip a call.
        .test_before_acquire(false)
        .before_acquire(|session, used| {
            Box::pin(async move {
                if used.idle_for > IDLE {
                    session.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await
        .map_err(problem)?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

/// Begins a transaction that sees one country, and can only read unless it `writes`.
pub(super) async fn begin(pool: &DatabaseConnection, country: &str, writes: bool) -> Result<Transaction> {
    let begin = if writes { "BEGIN" } else { "BEGIN READ ONLY" };
    Ok(Transaction::begin_with(pool, format!("{begin}; {}", sees(country))).await?)
}

/// Begins a transaction whose commit does not wait for the disk.
pub(super) async fn begin_repeatable(pool: &DatabaseConnection, country: &str) -> Result<Transaction> {
    Ok(Transaction::begin_with(pool, format!("BEGIN; {}; SET LOCAL synchronous_commit = off", sees(country))).await?)
}

/// Begins a transaction that reads one country as it stands at one moment, for however long that takes.
pub(super) async fn begin_snapshot(pool: &DatabaseConnection, country: &str) -> Result<DatabaseTransaction> {
    let one_moment = TransactionOptions {
        isolation_level: Some(IsolationLevel::RepeatableRead),
        access_mode: Some(AccessMode::ReadOnly),
        ..Default::default()
    };
    let transaction = pool.begin_with_options(one_moment).await?;
    let settings = "SELECT set_config('app.country', $1, true), set_config('statement_timeout', '0', true)";
    let settings = Statement::from_sql_and_values(sea_orm::DbBackend::Postgres, settings, [country.into()]);
    transaction.execute_raw(settings).await?;
    Ok(transaction)
}

/// The same in short queries, each of which keeps to the time that a query has.
pub(super) async fn begin_moment(pool: &DatabaseConnection, country: &str) -> Result<Transaction> {
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    Ok(Transaction::begin_with(pool, format!("{begin}; {}", sees(country))).await?)
}

/// The setting that row-level security asks. It ends with the transaction, and reads `''` afterwards.
fn sees(country: &str) -> String {
    // A place holds checked codes alone; a quotation mark would still stay one.
    format!("SET LOCAL app.country = '{}'", country.replace('\'', "''"))
}

/// Begins a transaction of the role that reads across countries.
pub(super) async fn begin_network(pool: &DatabaseConnection) -> Result<Transaction> {
    Ok(Transaction::begin_with(pool, "BEGIN READ ONLY".into()).await?)
}
