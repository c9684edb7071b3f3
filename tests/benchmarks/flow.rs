//! From commit to consumed event: submissions at a steady rate through all four services and the broker.
//!
//! Both ends are PostgreSQL's own commit times: of the submission's audit entry in registrations, and of the inbox row
//! in reviews. No clock of ours is in between.

use std::time::Duration;

use proto::registrations::v1::SubmitRegistrationRequest;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use std::collections::HashMap;
use tests::platform::{Failure, SERVICES};
use tokio::{task::JoinSet, time::MissedTickBehavior};
use uuid::Uuid;

use crate::{
    load, rows,
    table::Table,
    world::{Platform, World},
};

const RATE: u32 = 200;
const TITLE: &str = "Entregas medidas";
/// How long the last events may take to arrive before they count as lost.
const PATIENCE: Duration = Duration::from_secs(60);

/// Measures the delay at 200 submissions a second.
pub async fn measure(world: &World, window: Duration, table: &mut Table) -> Result<(), Failure> {
    let platform = world.platform("flow", &SERVICES).await?;
    platform.admit_country().await?;
    platform.open_edition().await?;
    rows::draft(&mut platform.office()?, TITLE).await?;
    let calls = u64::from(RATE) * window.as_secs();
    rows::copy(world, &platform, TITLE, 1, calls).await?;
    eprintln!("flow: {calls} submissions at {RATE} a second");
    submit(&platform, calls).await?;
    let mut delays = delays(world, &platform, calls).await?;
    table.figure("commit to consumed event, p50", load::quantile(&mut delays, 0.5), "ms");
    table.figure("commit to consumed event, p99", load::quantile(&mut delays, 0.99), "ms");
    Ok(())
}

/// Calls at the rate whatever the answers take, since waiting for them would hide every delay.
async fn submit(platform: &Platform, calls: u64) -> Result<(), Failure> {
    let office = platform.office()?.registrations;
    let mut tick = tokio::time::interval(Duration::from_secs(1) / RATE);
    tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut running: JoinSet<Result<(), Failure>> = JoinSet::new();
    for number in 1..=calls {
        tick.tick().await;
        let mut office = office.clone();
        running.spawn(async move {
            let request = SubmitRegistrationRequest { name: rows::copy_name(number), ..Default::default() };
            office.submit_registration(request).await?;
            Ok(())
        });
    }
    while let Some(answered) = running.join_next().await {
        answered??;
    }
    Ok(())
}

/// Milliseconds from the commit of each submission to the commit of its reaction.
async fn delays(world: &World, platform: &Platform, calls: u64) -> Result<Vec<f64>, Failure> {
    let registrations = world.look(platform, "registrations").await?;
    let committed = moments(
        &registrations,
        "SELECT o.id, extract(epoch from pg_xact_commit_timestamp(a.xmin))::float8 AS at FROM outbox o \
         JOIN audit_entries a ON a.resource = o.subject AND a.method LIKE '%/SubmitRegistration' \
         WHERE o.name = 'registration.submitted'",
    )
    .await?;
    let reviews = world.look(platform, "reviews").await?;
    let begun = std::time::Instant::now();
    let consumed = loop {
        let consumed = moments(
            &reviews,
            "SELECT id, extract(epoch from pg_xact_commit_timestamp(xmin))::float8 AS at FROM inbox \
             WHERE name = 'registration.submitted'",
        )
        .await?;
        if consumed.len() as u64 >= calls {
            break consumed;
        }
        if begun.elapsed() > PATIENCE {
            return Err(format!("only {} of {calls} events were consumed", consumed.len()).into());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    let delays = committed.iter().filter_map(|(id, at)| Some((consumed.get(id)? - at) * 1000.0));
    Ok(delays.collect())
}

async fn moments(session: &DatabaseConnection, query: &str) -> Result<HashMap<Uuid, f64>, Failure> {
    let rows = session.query_all_raw(Statement::from_string(DbBackend::Postgres, query)).await?;
    let mut moments = HashMap::with_capacity(rows.len());
    for row in rows {
        moments.insert(row.try_get("", "id")?, row.try_get("", "at")?);
    }
    Ok(moments)
}
