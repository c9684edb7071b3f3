//! Looking into the databases beneath a running platform, past all its guards: what is there, and what is not.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use crate::{
    platform::{Failure, SERVICES},
    servers::{self, Role},
};

/// How long consequences may take.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(100);
/// Looks in a row that have to show the same.
const STILL: u32 = 5;

/// Events that have to go out; a heartbeat always has.
const WAITING: &str = "SELECT count(*) AS found FROM outbox WHERE published_at IS NULL AND name <> 'grants.beaten'";

/// Rows by `service.table`.
pub type Counts = BTreeMap<String, i64>;

/// The databases of one platform.
pub enum Data {
    /// Databases with this prefix on the shared server.
    Postgres(String),
    /// Files in this folder.
    Sqlite(PathBuf),
}

impl Data {
    /// The database of one service, as whoever may see everything.
    pub async fn connect(&self, service: &str) -> Result<DatabaseConnection, Failure> {
        match self {
            Data::Postgres(prefix) => {
                let server = servers::shared().postgres().await?;
                Ok(server.connect(Role::Administrator, &format!("{prefix}_{service}")).await?)
            }
            Data::Sqlite(folder) => Ok(sqlite(&folder.join(format!("{service}.sqlite"))).await?),
        }
    }

    /// How many rows every table of every service has. Of the audit log, those that tell of a change: a reading of
    /// personal data is told too, and seals follow by themselves.
    pub async fn counts(&self) -> Result<Counts, Failure> {
        let mut counts = Counts::new();
        for service in SERVICES {
            let session = self.connect(service).await?;
            for table in tables(&session).await? {
                let counted = match table.as_str() {
                    "audit_entries" => " WHERE before IS NOT NULL OR after IS NOT NULL",
                    "audit_seals" | "audit_unsealed" => continue,
                    // Heartbeats of grants come each second, and leave nothing else behind.
                    "outbox" | "inbox" => " WHERE name <> 'grants.beaten'",
                    _ => "",
                };
                let rows = number(&session, &format!("SELECT count(*) AS found FROM {table}{counted}")).await?;
                counts.insert(format!("{service}.{table}"), rows);
            }
            session.close().await?;
        }
        Ok(counts)
    }

    /// The tables, `service.table`, in which this stands anywhere: in a text, in JSON, or among bytes.
    pub async fn holding(&self, sought: &str) -> Result<Vec<String>, Failure> {
        let bytes: String = sought.bytes().map(|byte| format!("{byte:02x}")).collect();
        let mut found = Vec::new();
        for service in SERVICES {
            let session = self.connect(service).await?;
            for table in tables(&session).await? {
                let holds = match session.get_database_backend() {
                    DbBackend::Postgres => format!("strpos(t::text, '{sought}') > 0 OR strpos(t::text, '{bytes}') > 0"),
                    _ => holds_in_sqlite(&session, &table, &bytes).await?,
                };
                if number(&session, &format!("SELECT count(*) AS found FROM {table} t WHERE {holds}")).await? > 0 {
                    found.push(format!("{service}.{table}"));
                }
            }
            session.close().await?;
        }
        Ok(found)
    }

    /// Every column of a service's tables, each with the table.
    pub async fn columns(&self, service: &str) -> Result<Vec<(String, String)>, Failure> {
        let session = self.connect(service).await?;
        let mut found = Vec::new();
        for table in tables(&session).await? {
            let question = match session.get_database_backend() {
                DbBackend::Postgres => format!(
                    "SELECT column_name::text AS name FROM information_schema.columns WHERE table_name = '{table}'"
                ),
                _ => format!("SELECT name FROM pragma_table_info('{table}')"),
            };
            let rows = session.query_all_raw(Statement::from_string(session.get_database_backend(), question)).await?;
            for row in rows {
                found.push((table.clone(), row.try_get("", "name")?));
            }
        }
        session.close().await?;
        Ok(found)
    }

    /// The counts once nothing is under way any more: no event waits, no notification does, and nothing moves.
    pub async fn settled(&self) -> Result<Counts, Failure> {
        let begun = Instant::now();
        let (mut last, mut still) = (Counts::new(), 0);
        loop {
            let now = self.counts().await?;
            still = if now == last && self.waiting().await? == 0 { still + 1 } else { 0 };
            last = now;
            if still >= STILL {
                return Ok(last);
            }
            if begun.elapsed() > PATIENCE {
                return Err(format!("not settled within {PATIENCE:?}: {last:?}").into());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn waiting(&self) -> Result<i64, Failure> {
        let mut waiting = 0;
        for service in SERVICES {
            let session = self.connect(service).await?;
            waiting += number(&session, WAITING).await?;
            waiting += number(&session, "SELECT count(*) AS found FROM retries WHERE NOT parked").await?;
            if service == "notifications" {
                waiting +=
                    number(&session, "SELECT count(*) AS found FROM notifications WHERE state = 'pending'").await?;
            }
            session.close().await?;
        }
        Ok(waiting)
    }

    /// Keeps everybody else from changing registrations until the transaction is rolled back.
    pub async fn hold_registrations(&self) -> Result<DatabaseTransaction, Failure> {
        let session = self.connect("registrations").await?;
        match self {
            Data::Postgres(_) => {
                let holding = session.begin().await?;
                holding.execute_unprepared("LOCK TABLE registrations IN ACCESS EXCLUSIVE MODE").await?;
                Ok(holding)
            }
            Data::Sqlite(_) => {
                let mode = Some(SqliteTransactionMode::Immediate);
                let options = TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() };
                Ok(session.begin_with_options(options).await?)
            }
        }
    }

    /// Returns when no session of the application is inside a transaction or a statement in the registrations'
    /// database. SQLite has no such list; there its single writer tells, by answering whoever comes after.
    pub async fn quiet(&self) -> Result<(), Failure> {
        let Data::Postgres(_) = self else { return Ok(()) };
        let session = self.connect("registrations").await?;
        let question = format!(
            "SELECT count(*) AS found FROM pg_stat_activity WHERE datname = current_database() AND usename = '{}' AND \
             state <> 'idle' AND (query LIKE '%registrations%' OR query LIKE '%audit_entries%')",
            Role::App.name()
        );
        let begun = Instant::now();
        while number(&session, &question).await? > 0 {
            if begun.elapsed() > PATIENCE {
                return Err("the application does not come to rest".into());
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }
}

/// A single session on a file.
async fn sqlite(file: &Path) -> Result<DatabaseConnection, Failure> {
    let mut options = ConnectOptions::new(format!("sqlite://{}", file.display()));
    options.max_connections(1).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}

/// Whether any column of a row has these bytes; the hexadecimal digits of text and of blobs look alike.
async fn holds_in_sqlite(session: &DatabaseConnection, table: &str, bytes: &str) -> Result<String, Failure> {
    let columns = format!("SELECT name FROM pragma_table_info('{table}')");
    let rows = session.query_all_raw(Statement::from_string(DbBackend::Sqlite, columns)).await?;
    let mut holds = Vec::new();
    for row in rows {
        let column: String = row.try_get("", "name")?;
        holds.push(format!("instr(lower(hex(\"{column}\")), '{bytes}') > 0"));
    }
    Ok(holds.join(" OR "))
}

async fn tables(session: &DatabaseConnection) -> Result<Vec<String>, Failure> {
    let question = match session.get_database_backend() {
        DbBackend::Postgres => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'",
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    };
    let rows = session.query_all_raw(Statement::from_string(session.get_database_backend(), question)).await?;
    let names: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get("", "name")).collect();
    Ok(names?)
}

/// The answer to a question about a number called `found`.
pub async fn number(session: &impl ConnectionTrait, question: &str) -> Result<i64, Failure> {
    let statement = Statement::from_string(session.get_database_backend(), question);
    let row = session.query_one_raw(statement).await?.ok_or("no row")?;
    Ok(row.try_get("", "found")?)
}
