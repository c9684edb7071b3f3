//! All that is particular to SQLite. Nothing here guards a country: the scope alone does.

use std::{str::FromStr, time::Duration};

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, RuntimeErr, SqliteTransactionMode, SqlxSqliteConnector,
    TransactionOptions, TransactionTrait,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{config::Config, error::Result};

/// Opens the file as one writing connection, since SQLite has one writer at a time, and several that read.
pub(super) async fn open(
    url: &str,
    config: &Config,
) -> std::result::Result<(DatabaseConnection, DatabaseConnection), DbErr> {
    let problem = |error| DbErr::Conn(RuntimeErr::SqlxError(std::sync::Arc::new(error)));
    let options = SqliteConnectOptions::from_str(url)
        .map_err(problem)?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(Duration::from_secs(config.database.acquire_timeout_seconds));
    super::make_folder(options.get_filename()).map_err(|error| DbErr::Custom(error.to_string()))?;
    // A writer waits for its turn behind whole transactions, so its patience is that of a request.
    let patience = Duration::from_secs(config.server.request_timeout_seconds);
    let one = SqlitePoolOptions::new().max_connections(1).acquire_timeout(patience);
    let writer = one.connect_with(options.clone()).await.map_err(problem)?;
    let several = SqlitePoolOptions::new().max_connections(4).acquire_timeout(patience);
    let reader = several.connect_with(options).await.map_err(problem)?;
    Ok((SqlxSqliteConnector::from_sqlx_sqlite_pool(writer), SqlxSqliteConnector::from_sqlx_sqlite_pool(reader)))
}

/// Opens a file that is there, to look at it.
pub(super) async fn look(url: &str) -> std::result::Result<DatabaseConnection, DbErr> {
    let problem = |error| DbErr::Conn(RuntimeErr::SqlxError(std::sync::Arc::new(error)));
    let options = SqliteConnectOptions::from_str(url).map_err(problem)?.create_if_missing(false);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.map_err(problem)?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

/// Begins a transaction that writes, at once: one that began as a reader could fail when it turns to writing.
pub(super) async fn begin_write(pool: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let options =
        TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    Ok(pool.begin_with_options(options).await?)
}

/// Begins a transaction that reads.
pub(super) async fn begin_read(pool: &DatabaseConnection) -> Result<DatabaseTransaction> {
    Ok(pool.begin().await?)
}
