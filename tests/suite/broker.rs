//! The broker goes away, or falls silent, while an import is under way.

use tests::{
    bus::Bus,
    calls::{self, COUNTRIES, FIRST_EDITION},
    patience::until,
    people::People,
    platform::{EVENTS, Failure, Ground, SERVICES},
    rest::come_to_rest,
    servers::{self, RabbitMq},
    tables::{self, number, rows},
    wire::Wire,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_is_away_during_an_import_loses_nothing_and_doubles_nothing() -> Result<(), Failure> {
    let rabbitmq = RabbitMq::start().await?;
    let mut ground = Ground::with_events("broker", rabbitmq.url()).await?;
    let serving = ground.serve(&SERVICES).await?;
    ground.find(&SERVICES, &serving);
    let people = People::of(&ground)?;
    let mut region = people.region()?;
    calls::admit(&mut region, &COUNTRIES).await?;
    calls::open_edition(&mut region, &COUNTRIES).await?;

    let (before, after) = COUNTRIES.split_at(6);
    let (before, during) = before.split_at(3);
    let mut registered = import(&people, before).await?;
    // At once, while messages are published, in hand, or not yet confirmed. Stopped and not killed: a RabbitMQ 3.10 that
    // was killed shortly after a quorum queue was declared has come back with a queue that answers nobody.
    rabbitmq.stop().await?;
    registered += import(&people, during).await?;
    let reviews = ground.database("reviews").await?;
    assert!(number(&reviews, "SELECT count(*) FROM cases").await? < i64::from(registered), "cases without a broker");
    rabbitmq.start_again().await?;
    registered += import(&people, after).await?;
    assert_eq!(registered, 91);

    let notifications = ground.database("notifications").await?;
    until("a letter to each applicant and each office", || async {
        Ok((number(&notifications, "SELECT count(*) FROM notifications").await? >= 182).then_some(()))
    })
    .await?;
    come_to_rest(&ground, &Bus::of(&ground).await?, serving, &SERVICES).await?;

    assert_eq!(number(&reviews, "SELECT count(*) FROM cases").await?, 91);
    assert_eq!(number(&reviews, "SELECT count(DISTINCT registration) FROM cases").await?, 91);
    let opened = "SELECT count(*) FROM outbox WHERE name = 'case.opened'";
    assert_eq!(number(&reviews, opened).await?, 91);
    let letters = "SELECT template, count(*), count(DISTINCT about) AS about, sum(attempts) AS sent FROM notifications \
                   GROUP BY template";
    assert_eq!(
        rows(&notifications, letters).await?,
        [
            r#"{"template":"registration-received","count":91,"about":91,"sent":91}"#,
            r#"{"template":"screening-waits","count":91,"about":91,"sent":91}"#,
        ]
    );
    let registrations = ground.database("registrations").await?;
    let screening = "SELECT count(*) FROM registrations WHERE state = 'SCREENING'";
    assert_eq!(number(&registrations, screening).await?, 91, "each has heard of its case");
    assert_eq!(tables::parked(&ground).await?, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_beside_a_silent_broker_gives_its_events_back_before_its_lease_ends() -> Result<(), Failure> {
    let mut ground = Ground::real("broker_silent").await?;
    let wire = Wire::to(servers::shared().rabbitmq().await?.port()).await?;
    ground.lay(&wire, EVENTS);
    let serving = ground.serve(&["registrations"]).await?;
    ground.find(&["registrations"], &serving);
    let people = People::of(&ground)?;
    calls::open_edition(&mut people.region()?, &["do"]).await?;
    let registrations = ground.database("registrations").await?;
    until("the edition told", || async {
        Ok((number(&registrations, "SELECT count(*) FROM outbox WHERE published_at IS NULL").await? == 0).then_some(()))
    })
    .await?;

    wire.silence();
    assert_eq!(import(&people, &["do"]).await?, 24);
    let leased = "SELECT count(*) FROM outbox WHERE published_at IS NULL AND leased_until IS NOT NULL";
    until("the relay at work", || async { Ok((number(&registrations, leased).await? == 48).then_some(())) }).await?;
    let overdue = format!("{leased} AND leased_until < extract(epoch FROM clock_timestamp()) * 1000");
    until("the events given back", || async {
        assert_eq!(number(&registrations, &overdue).await?, 0, "held beyond the lease");
        Ok((number(&registrations, leased).await? == 0).then_some(()))
    })
    .await?;
    Ok(())
}

/// Imports the file in countries; how many were registered.
async fn import(people: &People, countries: &[&str]) -> Result<i32, Failure> {
    let mut registered = 0;
    for country in countries {
        registered += calls::import(&mut people.office(country)?, country, FIRST_EDITION).await?.registered;
    }
    Ok(registered)
}
