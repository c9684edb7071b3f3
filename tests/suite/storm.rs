//! Thousands of calls whose callers go away, at any moment of the work.

use std::{
    error::Error,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use futures::{StreamExt, stream};
use platform::clients::Caller;
use proto::registrations::v1::{GetRegistrationRequest, SubmitRegistrationRequest};
use sea_orm::prelude::Uuid;
use tests::{
    calls,
    chance::Chance,
    patience::until,
    people::People,
    platform::{Failure, Ground, LOG_FILTER},
    tables::number,
};
use tokio::time::timeout;
use tonic::{Code, Status};

const CALLS: usize = 10_000;
const AT_ONCE: usize = 8;
const DRAFTS: usize = 100;
const CONNECTIONS: usize = 4;
const LONGEST_MICROSECONDS: u64 = 50_000;

/// How calls ended.
#[derive(Debug, Default)]
struct Tally {
    cancelled: usize,
    answered: usize,
    /// Submitted again, after a call that had its effect but whose answer nobody awaited.
    submitted_before: usize,
    /// The service had too much to do, or closed a connection on which too many calls were cancelled.
    turned_away: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_cancelled_calls_leaves_no_open_transaction_and_nothing_half_done() -> Result<(), Failure> {
    let mut ground = Ground::real("storm").await?;
    ground.set(LOG_FILTER, "off,sqlx::postgres::notice=warn");
    // One caller in one country sends them all, and those that it has given up on are in work for a while.
    ground.set("ACELERACION__LIMITS__CALLER_CALLS", "10000");
    ground.set("ACELERACION__LIMITS__COUNTRY_CALLS", "10000");
    ground.set("ACELERACION__LIMITS__COUNTRY_RATE", "10000");
    let folder = tempfile::tempdir()?;
    let log = folder.path().join("log");
    let serving = ground.serve_and_log(&["registrations"], &log).await?;
    ground.find(&["registrations"], &serving);
    calls::open_edition(&mut People::of(&ground)?.region()?, &["do"]).await?;
    let offices: Vec<Caller> =
        (0..CONNECTIONS).map(|_| People::of(&ground)?.office("do")).collect::<Result<_, Failure>>()?;

    let mut drafts = Vec::new();
    for draft in 0..DRAFTS {
        drafts.push(calls::create(&mut offices[0].clone(), "do", &format!("Before the storm {draft}")).await?);
    }
    let tally = blow(&offices, drafts).await?;

    let database = ground.database("registrations").await?;
    until("no session in a transaction", || async {
        let open = "SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'storm\\_%' AND state LIKE 'idle in \
                    transaction%'";
        Ok((number(&database, open).await? == 0).then_some(()))
    })
    .await?;
    // A session that stays in its transaction is ended by the server after a while, which is not what is meant here.
    let ended = "SELECT sum(sessions_fatal) FROM pg_stat_database WHERE datname LIKE 'storm\\_%'";
    assert_eq!(number(&database, ended).await?, 0, "sessions that the server had to end");
    // Nor is it meant that somebody else takes it over: the server warns whoever begins in the midst of another's.
    let warnings = std::fs::read_to_string(&log)?;
    let taken_over = warnings.lines().filter(|line| line.contains("already a transaction in progress")).count();
    assert_eq!(taken_over, 0, "transactions begun on sessions that were left in one");

    let mut office = People::of(&ground)?.office("do")?;
    let after = calls::submit(&mut office, "do", "After the storm").await?;
    office.registrations.get_registration(GetRegistrationRequest { name: after }).await?;
    assert_eq!(number(&database, HALF_DONE).await?, 0, "rows without their entries or events, or the reverse");
    assert_eq!(number(&database, HALF_ANSWERED).await?, 0, "kept answers without their effect, or the reverse");
    let written = number(&database, "SELECT count(*) FROM registrations").await?;
    let Tally { cancelled, answered, submitted_before, turned_away } = tally;
    println!(
        "storm: {CALLS} calls, {cancelled} cancelled, {answered} answered, {submitted_before} refused as submitted \
         before, {turned_away} turned away; {written} registrations written"
    );
    assert!(cancelled > 0, "too calm to show anything");
    Ok(())
}

/// Every version of a registration has its entry in the audit log (where a reading has one without `after`), every draft the
/// event that tells who applies, and every submitted one two more; no entry and no event is there without its registration.
const HALF_DONE: &str = "
    WITH rows AS (SELECT 'countries/' || country || '/registrations/' || id AS name, version, state FROM registrations),
        entries AS (SELECT resource AS name, count(*) AS entries FROM audit_entries WHERE resource LIKE \
     '%/registrations/%' AND resource NOT LIKE '%/registrations/%/%' AND after IS NOT NULL GROUP BY resource),
        facts AS (SELECT subject AS name, count(*) AS facts FROM outbox WHERE subject LIKE '%/registrations/%' GROUP \
     BY subject)
    SELECT count(*) FROM rows FULL JOIN entries USING (name) FULL JOIN facts USING (name)
    WHERE version IS DISTINCT FROM entries OR coalesce(facts, 0) <> CASE WHEN state = 'SUBMITTED' THEN 3 ELSE 1 END";

/// Every kept answer has its entry in the audit log, and every entry of a request with an id its kept answer.
const HALF_ANSWERED: &str = "
    SELECT count(*) FROM request_ids FULL JOIN (SELECT request_id AS entered FROM audit_entries WHERE request_id <> \
     '') AS entries ON request_id = entered
    WHERE request_id IS NULL OR entered IS NULL";

async fn blow(offices: &[Caller], drafts: Vec<String>) -> Result<Tally, Failure> {
    let mut chance = Chance::new("storm");
    let sky = Sky { known: Mutex::new(drafts.clone()), drafts: Mutex::new(drafts) };
    let calls: Vec<(usize, Duration)> =
        (0..CALLS).map(|call| (call, Duration::from_micros(chance.below(LONGEST_MICROSECONDS)))).collect();
    let ended = stream::iter(calls).map(|(call, limit)| {
        let office = offices[call % CONNECTIONS].clone();
        sky.call(office, call, limit)
    });
    let ended: Vec<Option<Result<(), Status>>> = ended.buffer_unordered(AT_ONCE).collect().await;
    let mut tally = Tally::default();
    for end in ended {
        match end {
            None => tally.cancelled += 1,
            Some(Ok(())) => tally.answered += 1,
            Some(Err(status)) if status.code() == Code::FailedPrecondition => tally.submitted_before += 1,
            Some(Err(status)) if status.code() == Code::Unavailable || status.source().is_some() => {
                tally.turned_away += 1;
            }
            Some(Err(status)) => return Err(status.into()),
        }
    }
    Ok(tally)
}

/// What the callers know of each other's registrations.
struct Sky {
    drafts: Mutex<Vec<String>>,
    known: Mutex<Vec<String>>,
}

impl Sky {
    /// One call in turn: a draft begun, a draft submitted, a registration read. Nothing when it was cancelled.
    async fn call(&self, office: Caller, call: usize, limit: Duration) -> Option<Result<(), Status>> {
        let draft = if call % 3 == 1 { take(&self.drafts) } else { None };
        let known = if call % 3 == 2 { last(&self.known) } else { None };
        match (draft, known) {
            (Some(draft), _) => self.submit(office, draft, limit).await,
            (None, Some(name)) => {
                let mut registrations = office.registrations;
                let read = registrations.get_registration(GetRegistrationRequest { name });
                timeout(limit, read).await.ok().map(|answer| answer.map(drop))
            }
            (None, None) => self.create(office, call, limit).await,
        }
    }

    async fn create(&self, mut office: Caller, call: usize, limit: Duration) -> Option<Result<(), Status>> {
        let mut request = calls::draft("do", &format!("Storm {call}"));
        request.request_id = if call.is_multiple_of(2) { Uuid::new_v4().to_string() } else { String::new() };
        let answer = timeout(limit, office.registrations.create_registration(request)).await.ok()?;
        Some(answer.map(|answer| {
            let name = answer.into_inner().registration.unwrap_or_default().name;
            add(&self.known, name.clone());
            add(&self.drafts, name);
        }))
    }

    async fn submit(&self, mut office: Caller, name: String, limit: Duration) -> Option<Result<(), Status>> {
        let request = SubmitRegistrationRequest { name: name.clone(), ..Default::default() };
        let answer = timeout(limit, office.registrations.submit_registration(request)).await.ok();
        if answer.is_none() {
            // Whether it was submitted nobody knows: somebody will try again.
            add(&self.drafts, name);
        }
        answer.map(|answer| answer.map(drop))
    }
}

fn add(names: &Mutex<Vec<String>>, name: String) {
    names.lock().unwrap_or_else(PoisonError::into_inner).push(name);
}

fn take(names: &Mutex<Vec<String>>) -> Option<String> {
    names.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

fn last(names: &Mutex<Vec<String>>) -> Option<String> {
    names.lock().unwrap_or_else(PoisonError::into_inner).last().cloned()
}
