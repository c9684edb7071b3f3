//! Events that are taken together lock in the order they came in; people lock in an order of their own, and go first.

use proto::reviews::v1::{CaseScreened, ScreeningOutcome};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, TransactionTrait};
use tests::{
    bus::{Bus, Message},
    calls,
    patience::until,
    people::People,
    platform::{Failure, Ground, SERVICES},
    rest,
    tables::number,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_of_events_gives_way_to_whoever_holds_one_of_its_rows_and_the_others_are_taken_alone()
-> Result<(), Failure> {
    let mut ground = Ground::real("batches").await?;
    // Nothing but giving way ends the wait of a batch.
    ground.set("ACELERACION__DATABASE__STATEMENT_TIMEOUT_SECONDS", "3600");
    let serving = ground.serve(&SERVICES).await?;
    ground.find(&SERVICES, &serving);
    let people = People::of(&ground)?;
    calls::admit(&mut people.region()?, &["do"]).await?;
    calls::open_edition(&mut people.region()?, &["do"]).await?;
    let mut applicant = people.applicant("do")?;
    let first = calls::submit(&mut applicant, "do", "La que ocupa a quien recibe").await?;
    let free = calls::submit(&mut applicant, "do", "La que nadie tiene").await?;
    let held = calls::submit(&mut applicant, "do", "La que alguien tiene").await?;
    let bus = Bus::of(&ground).await?;
    until("rest", || async { Ok(rest::nothing_waits(&ground, &bus, &SERVICES).await?.then_some(())) }).await?;

    let (keeps_busy, holds) = (hold(&ground, &first).await?, hold(&ground, &held).await?);
    bus.publish(&[screened(&first)]).await?;
    until("the service at the first", || waits(&ground)).await?;
    // While it waits these two come in, and are taken together.
    bus.publish(&[screened(&free), screened(&held)]).await?;
    until("both in its hands", || async { Ok((bus.waiting(&["registrations"]).await? == 0).then_some(())) }).await?;
    keeps_busy.rollback().await?;
    until("the one that nobody holds", || is_in_review(&ground, &free)).await?;
    assert_eq!(is_in_review(&ground, &held).await?, None, "somebody holds it");
    holds.rollback().await?;
    until("the one that was held", || is_in_review(&ground, &held)).await
}

fn screened(registration: &str) -> Message {
    let event = CaseScreened {
        name: "countries/do/cases/0190a0a0-0000-7000-8000-000000000001".into(),
        version: 1000,
        registration: registration.into(),
        outcome: ScreeningOutcome::Passed.into(),
        ..CaseScreened::default()
    };
    Message::of(&event, "do")
}

fn id(registration: &str) -> &str {
    registration.rsplit('/').next().unwrap_or_default()
}

/// Locks a registration, as whoever changes it does.
async fn hold(ground: &Ground, registration: &str) -> Result<DatabaseTransaction, Failure> {
    let holding = ground.database("registrations").await?.begin().await?;
    let query = format!("SELECT id FROM registrations WHERE id = '{}' FOR UPDATE", id(registration));
    holding.query_one_raw(Statement::from_string(holding.get_database_backend(), query)).await?;
    Ok(holding)
}

async fn waits(ground: &Ground) -> Result<Option<()>, Failure> {
    let query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    Ok((number(&ground.database("registrations").await?, query).await? > 0).then_some(()))
}

async fn is_in_review(ground: &Ground, registration: &str) -> Result<Option<()>, Failure> {
    let query = format!("SELECT count(*) FROM registrations WHERE id = '{}' AND state = 'IN_REVIEW'", id(registration));
    Ok((number(&ground.database("registrations").await?, &query).await? == 1).then_some(()))
}
