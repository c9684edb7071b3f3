//! All that is particular to PostgreSQL.

use std::{str::FromStr, time::Duration};

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, RuntimeErr, SqlxPostgresConnector,
    Statement, TransactionOptions, TransactionTrait,
    sqlx::postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::{config::Config, error::Result};

pub(super) async fn open(url: &str, config: &Config) -> std::result::Result<DatabaseConnection, DbErr> {
    let problem = |error| DbErr::Conn(RuntimeErr::SqlxError(std::sync::Arc::new(error)));
    let statement_timeout = format!("{}s", config.database.statement_timeout_seconds);
    let options = PgConnectOptions::from_str(url).map_err(problem)?.options([
        ("statement_timeout", statement_timeout.as_str()),
        // A session that a dropped future left in a transaction would keep its locks: the server ends it.
        ("idle_in_transaction_session_timeout", "10s"),
    ]);
    let pool = PgPoolOptions::new()
        .max_connections(config.database.pool_size)
        .acquire_timeout(Duration::from_secs(config.database.acquire_timeout_seconds))
        .connect_with(options)
        .await
        .map_err(problem)?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

/// Begins a transaction that sees one country. The setting ends with the transaction: it reads `''` afterwards.
pub(super) async fn begin(pool: &DatabaseConnection, country: &str, writes: bool) -> Result<DatabaseTransaction> {
    let transaction = match writes {
        true => pool.begin().await?,
        false => pool.begin_with_options(read_only()).await?,
    };
    let setting = "SELECT set_config('app.country', $1, true)";
    let setting = Statement::from_sql_and_values(sea_orm::DbBackend::Postgres, setting, [country.into()]);
    transaction.execute_raw(setting).await?;
    Ok(transaction)
}

/// Begins a transaction of the role that reads across countries.
pub(super) async fn begin_network(pool: &DatabaseConnection) -> Result<DatabaseTransaction> {
    Ok(pool.begin_with_options(read_only()).await?)
}

fn read_only() -> TransactionOptions {
    TransactionOptions { access_mode: Some(AccessMode::ReadOnly), ..Default::default() }
}
