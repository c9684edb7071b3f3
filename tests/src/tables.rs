//! What stands in the services' tables, asked in SQL as the superuser: for what no rpc would tell.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::platform::{Failure, Ground, SERVICES};

/// The number that a query of one row and one column answers.
pub async fn number(database: &DatabaseConnection, query: &str) -> Result<i64, Failure> {
    let query = format!("SELECT ({query})::bigint AS number");
    let row = database.query_one_raw(Statement::from_string(DbBackend::Postgres, query)).await?;
    Ok(row.ok_or("no answer")?.try_get("", "number")?)
}

/// The rows of a query, each as JSON text, in the order of that text.
pub async fn rows(database: &DatabaseConnection, query: &str) -> Result<Vec<String>, Failure> {
    let query = format!("SELECT row_to_json(found)::text AS line FROM ({query}) AS found ORDER BY line");
    let rows = database.query_all_raw(Statement::from_string(DbBackend::Postgres, query)).await?;
    Ok(rows.iter().map(|row| row.try_get("", "line")).collect::<Result<_, _>>()?)
}

/// Heartbeats of grants come each second; they are left out wherever rows are counted or compared.
const NO_BEAT: &str = "name <> 'grants.beaten'";

/// Every row of every table of a service, each with the name of its table.
pub async fn everything(ground: &Ground, service: &str) -> Result<Vec<String>, Failure> {
    let database = ground.database(service).await?;
    let tables = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY name";
    let tables = database.query_all_raw(Statement::from_string(DbBackend::Postgres, tables)).await?;
    let mut lines = Vec::new();
    for table in tables {
        let name: String = table.try_get("", "name")?;
        let which = match name.as_str() {
            "grant_beats" => continue,
            "outbox" | "inbox" => format!(" WHERE {NO_BEAT}"),
            _ => String::new(),
        };
        let found = rows(&database, &format!("SELECT * FROM {name}{which}")).await?;
        lines.extend(found.into_iter().map(|line| format!("{service}.{name} {line}")));
    }
    Ok(lines)
}

/// How much work of any kind waits in the databases: events to go out or to be tried again, letters to be sent.
pub async fn waiting(ground: &Ground) -> Result<i64, Failure> {
    let mut waiting = 0;
    for service in SERVICES {
        let database = ground.database(service).await?;
        let unpublished = format!("SELECT count(*) FROM outbox WHERE published_at IS NULL AND {NO_BEAT}");
        waiting += number(&database, &unpublished).await?;
        waiting += number(&database, "SELECT count(*) FROM retries WHERE NOT parked").await?;
        if service == "notifications" {
            waiting += number(&database, "SELECT count(*) FROM notifications WHERE state = 'pending'").await?;
        }
        database.close().await?;
    }
    Ok(waiting)
}

/// How many events the services have parked.
pub async fn parked(ground: &Ground) -> Result<i64, Failure> {
    let mut parked = 0;
    for service in SERVICES {
        let database = ground.database(service).await?;
        parked += number(&database, "SELECT count(*) FROM retries WHERE parked").await?;
        database.close().await?;
    }
    Ok(parked)
}
