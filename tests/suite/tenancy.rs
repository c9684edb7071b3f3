//! Row-level security beneath the scopes, asked in SQL as the application's own role.

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement, TransactionTrait};
use tests::{
    platform::{Failure, Ground},
    servers::{self, Role},
};

const ADD: &str = "INSERT INTO inbox (country, id, name) VALUES ";
const ID: &str = "'00000000-0000-7000-8000-000000000001', 'registration.submitted'";

async fn within(session: &DatabaseConnection, country: &str) -> Result<DatabaseTransaction, Failure> {
    let transaction = session.begin().await?;
    transaction.execute_unprepared(&format!("SELECT set_config('app.country', '{country}', true)")).await?;
    Ok(transaction)
}

async fn count(connection: &impl ConnectionTrait) -> Result<i64, Failure> {
    let query = Statement::from_string(DbBackend::Postgres, "SELECT count(*) AS found FROM inbox");
    let row = connection.query_one_raw(query).await?.ok_or("no answer")?;
    Ok(row.try_get("", "found")?)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_application_reaches_no_row_but_those_of_the_country_in_the_setting() -> Result<(), Failure> {
    let _ground = Ground::real("tenancy").await?;
    let session = servers::shared().postgres().await?.connect(Role::App, "tenancy_registrations").await?;

    let own = within(&session, "do").await?;
    own.execute_unprepared(&format!("{ADD} ('do', {ID})")).await?;
    assert_eq!(count(&own).await?, 1);
    own.commit().await?;

    // The setting ended with its transaction, on the same session.
    assert_eq!(count(&session).await?, 0, "no setting, no rows");

    let other = within(&session, "cr").await?;
    assert_eq!(count(&other).await?, 0, "another country's rows");
    let changed = other.execute_unprepared("UPDATE inbox SET name = 'x'").await?.rows_affected();
    let removed = other.execute_unprepared("DELETE FROM inbox").await?.rows_affected();
    assert_eq!((changed, removed), (0, 0));
    let foreign = other.execute_unprepared(&format!("{ADD} ('do', {ID})")).await;
    assert!(foreign.is_err(), "a row of a country other than that of the setting");
    drop(other);

    let wrong = within(&session, "").await?;
    assert!(wrong.execute_unprepared(&format!("{ADD} ('', {ID})")).await.is_err(), "a row of no country");
    drop(wrong);

    let audit = within(&session, "do").await?;
    assert!(audit.execute_unprepared("DELETE FROM audit_entries").await.is_err(), "the audit log only grows");
    Ok(())
}
