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

use crate::{config::Config, error::Result};

/// A session that was not used for so long is asked whether it still answers, before a call gets it.
const IDLE: Duration = Duration::from_secs(5);

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
pub(super) async fn begin(pool: &DatabaseConnection, country: &str, writes: bool) -> Result<DatabaseTransaction> {
    match writes {
        true => begin_with(pool, country, "SELECT set_config('app.country', $1, true)").await,
        false => {
            let settings =
                "SELECT set_config('app.country', $1, true), set_config('transaction_read_only', 'on', true)";
            begin_with(pool, country, settings).await
        }
    }
}

/// Begins a transaction whose commit does not wait for the disk.
pub(super) async fn begin_repeatable(pool: &DatabaseConnection, country: &str) -> Result<DatabaseTransaction> {
    let settings = "SELECT set_config('app.country', $1, true), set_config('synchronous_commit', 'off', true)";
    begin_with(pool, country, settings).await
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

/// All settings in one round trip. They end with the transaction: that of the country reads `''` afterwards.
async fn begin_with(pool: &DatabaseConnection, country: &str, settings: &str) -> Result<DatabaseTransaction> {
    let transaction = pool.begin().await?;
    let settings = Statement::from_sql_and_values(sea_orm::DbBackend::Postgres, settings, [country.into()]);
    transaction.execute_raw(settings).await?;
    Ok(transaction)
}

/// Begins a transaction of the role that reads across countries.
pub(super) async fn begin_network(pool: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let read_only = TransactionOptions { access_mode: Some(AccessMode::ReadOnly), ..Default::default() };
    Ok(pool.begin_with_options(read_only).await?)
}
