//! The setting that says whose rows a transaction sees ends with that transaction, and the next one on the same session
//! begins without any.

use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, TransactionTrait};
use tests::{
    platform::Failure,
    servers::{self, Role},
};

use super::filled::{Filled, found, insert, names, within};

const COUNTRIES: &str = "SELECT country AS name FROM inbox ORDER BY 1";
/// Transactions that share the pool, and its sessions.
const TRANSACTIONS: usize = 200;
const SESSIONS: u32 = 4;

#[tokio::test(flavor = "multi_thread")]
async fn the_setting_ends_with_its_transaction_however_that_ends() -> Result<(), Failure> {
    let (_ground, filled) = Filled::all("tenancy_ends").await?;
    for Filled { service, app, .. } in &filled {
        for ending in ["committed", "rolled back", "failed", "cut off"] {
            let own = within(app, Some("do")).await?;
            assert_eq!(names(&own, COUNTRIES).await?, ["do"], "{service}");
            match ending {
                "committed" => own.commit().await?,
                "rolled back" => own.rollback().await?,
                "failed" => {
                    assert!(own.execute_unprepared("SELECT 1 / 0").await.is_err());
                    drop(own);
                }
                // As a call does whose time is over: the statement is under way, and nobody waits for it any more.
                _ => {
                    let statement = own.execute_unprepared("SELECT pg_sleep(0.3)");
                    assert!(tokio::time::timeout(Duration::from_millis(20), statement).await.is_err(), "{service}");
                    drop(own);
                }
            }
            // One connection: this is the same session.
            assert_eq!(found(app, None, "SELECT country FROM inbox").await?, 0, "{service}, {ending}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_share_a_pool_see_their_own_country_and_begin_with_none() -> Result<(), Failure> {
    let (_ground, filled) = Filled::all("tenancy_pool").await?;
    let Some(Filled { database, superuser, .. }) = filled.first() else { return Err("no service".into()) };
    superuser.execute_unprepared(&insert(superuser, "inbox", "cr").await?).await?;
    let postgres = servers::shared().postgres().await?;
    let mut options = ConnectOptions::new(postgres.url(Role::App, database));
    options.max_connections(SESSIONS).sqlx_logging(false);
    let pool = Database::connect(options).await?;
    let all = (0..TRANSACTIONS).map(|number| tokio::spawn(one_of_many(pool.clone(), number)));
    for one in all.collect::<Vec<_>>() {
        one.await??;
    }
    Ok(())
}

/// One transaction, which ends as its number says.
async fn one_of_many(pool: DatabaseConnection, number: usize) -> Result<(), Failure> {
    let country = if number.is_multiple_of(2) { "do" } else { "cr" };
    let transaction = pool.begin().await?;
    let before = "SELECT coalesce(current_setting('app.country', true), '') AS name";
    assert_eq!(names(&transaction, before).await?, [""], "a transaction begins in no country");
    assert!(names(&transaction, COUNTRIES).await?.is_empty(), "and sees nothing");
    let set = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT set_config('app.country', $1, true)",
        [country.into()],
    );
    transaction.execute_raw(set).await?;
    assert_eq!(names(&transaction, COUNTRIES).await?, [country]);
    match number % 3 {
        0 => transaction.commit().await?,
        1 => transaction.rollback().await?,
        _ => drop(transaction),
    }
    Ok(())
}
