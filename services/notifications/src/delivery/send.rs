//! The delivery: claims due notifications by a lease, sends them outside of any transaction, records what became of
//! them.

use std::{
    collections::{BTreeSet, HashMap},
    future::Future,
    pin::Pin,
    time::Duration,
};

use futures::{StreamExt, stream};
use platform::{Result, Scope, moment, names::Place, service::Ground, telemetry};
use proto::notifications::v1::{Channel, NotificationFailed, NotificationSent};
use sea_orm::{
    ColumnTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{LockBehavior, LockType},
};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, Span};
use uuid::Uuid;

use super::{Miss, Next, count, post::Post};
use crate::notification::{
    State,
    rows::{self, Column, Entity, Model, Way},
};

const WORK: &str = "delivery";
const LOOK: Duration = Duration::from_millis(100);
const PAUSE_AFTER_PROBLEM: Duration = Duration::from_secs(1);
const BATCH: u64 = 32;
const AT_ONCE: usize = 8;
/// What a lease adds to the time that a batch may take to be sent: for claiming and recording.
const LEASE_MARGIN: Duration = Duration::from_secs(30);

/// Sends until told to stop. What is being sent then is still recorded.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let post = match Post::open(&ground.config.mail) {
            Ok(post) => post,
            Err(problem) => {
                tracing::error!(%problem, "nothing will be delivered");
                return;
            }
        };
        while !stop.is_cancelled() {
            let wait = match round(&ground, &post).await {
                Ok(0) => LOOK,
                Ok(_) => continue,
                Err(problem) => {
                    tracing::warn!(%problem, "delivery paused");
                    PAUSE_AFTER_PROBLEM
                }
            };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = stop.cancelled() => {}
            }
        }
    })
}

/// One look at all countries, and a batch for each that has something due.
async fn round(ground: &Ground, post: &Post) -> Result<usize> {
    let mut sent = 0;
    for country in waiting(ground).await? {
        let place = Place::Country(country);
        let claimed = claim(ground, &place).await?;
        sent += claimed.len();
        let attempts: Vec<Attempt> =
            stream::iter(claimed).map(|row| attempt(post, row)).buffer_unordered(AT_ONCE).collect().await;
        record(ground, &place, attempts).await?;
    }
    Ok(sent)
}

/// One try to hand a notification over.
struct Attempt {
    row: Model,
    outcome: std::result::Result<Way, Miss>,
    /// Ends when the outcome is written down; what is published of it comes beneath.
    span: Span,
}

async fn attempt(post: &Post, row: Model) -> Attempt {
    let span = tracing::info_span!("delivery", notification = rows::name(&row), attempt = row.attempts);
    if let Some(parent) = &row.traceparent {
        telemetry::set_parent(&span, parent);
    }
    let outcome = post.send(&row).instrument(span.clone()).await;
    Attempt { row, outcome, span }
}

/// The countries of what waits longest.
async fn waiting(ground: &Ground) -> Result<BTreeSet<String>> {
    let scope = ground.store.work(WORK, Place::AcrossCountries).await?;
    let rows = scope.all(due(scope.find::<Entity>())).await?;
    scope.commit().await?;
    Ok(rows.into_iter().map(|row| row.country).collect())
}

fn due(rows: Select<Entity>) -> Select<Entity> {
    rows.filter(Column::State.eq(State::Pending))
        .filter(Column::Blocked.eq(false))
        .filter(Column::NextAttemptAt.lte(moment::now_milliseconds()))
        .order_by_asc(Column::NextAttemptAt)
        .limit(BATCH)
}

/// Takes a batch for as long as sending it may last. Whoever dies with it loses it when the lease ends.
async fn claim(ground: &Ground, place: &Place) -> Result<Vec<Model>> {
    let mut scope = ground.store.work(WORK, place.clone()).await?;
    let free = due(scope.find::<Entity>()).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let mut claimed = Vec::new();
    for before in scope.all(free).await? {
        let mut after = before.clone();
        after.attempts += 1;
        touch(&mut after);
        after.next_attempt_at = later(lease(ground));
        scope.update::<Entity>(&before, after.clone()).await?;
        claimed.push(after);
    }
    scope.commit().await?;
    Ok(claimed)
}

fn lease(ground: &Ground) -> Duration {
    let turns = u32::try_from(BATCH.div_ceil(AT_ONCE as u64)).unwrap_or(u32::MAX);
    Duration::from_secs(ground.config.mail.timeout_seconds).saturating_mul(turns).saturating_add(LEASE_MARGIN)
}

/// Writes down what became of a batch, and publishes it.
async fn record(ground: &Ground, place: &Place, attempts: Vec<Attempt>) -> Result<()> {
    let mut scope = ground.store.work(WORK, place.clone()).await?;
    let same = scope.find::<Entity>().filter(Column::Id.is_in(attempts.iter().map(|attempt| attempt.row.id)));
    let rows = scope.all(same.order_by_asc(Column::Id).lock_exclusive()).await?;
    let mut rows: HashMap<Uuid, Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    for Attempt { row: claimed, outcome, span } in attempts {
        // Another version where the lease ended and somebody else claimed it: what became of it is theirs to tell.
        let Some(before) = rows.remove(&claimed.id).filter(|row| row.version == claimed.version) else { continue };
        let after = match outcome {
            Ok(way) => sent(before.clone(), way)?,
            Err(miss) => missed(ground, before.clone(), miss)?,
        };
        scope.update::<Entity>(&before, after.clone()).await?;
        span.in_scope(|| publish(&mut scope, after));
    }
    scope.commit().await
}

/// Tells what became of a notification; nothing while it is tried again.
fn publish(scope: &mut Scope, row: Model) {
    let name = rows::name(&row);
    let Model { version, template, about, attempts, .. } = row;
    let channel = Channel::from(row.channel).into();
    match row.state {
        State::Pending => {}
        State::Sent => scope.publish(&NotificationSent { name, version, template, about, channel }),
        State::Failed => scope.publish(&NotificationFailed { name, version, template, about, channel, attempts }),
    }
}

fn sent(mut row: Model, way: Way) -> Result<Model> {
    row.state = row.state.send()?;
    row.channel = way;
    touch(&mut row);
    row.sent_at = Some(row.updated_at);
    tracing::info!(notification = rows::name(&row), template = row.template, channel = ?way, "delivered");
    Ok(row)
}

fn missed(ground: &Ground, mut row: Model, miss: Miss) -> Result<Model> {
    let next = count(&mut row, miss, &ground.config.mail, moment::now_milliseconds());
    row.state = row.state.miss(next == Next::Never)?;
    if let Next::After(pause) = next {
        row.next_attempt_at = later(pause);
    }
    touch(&mut row);
    tracing::warn!(
        notification = rows::name(&row),
        template = row.template,
        attempts = row.attempts,
        given_up = row.state == State::Failed,
        why = miss.why(),
        "notification not delivered"
    );
    Ok(row)
}

fn touch(row: &mut Model) {
    row.version += 1;
    row.updated_at = moment::now();
}

fn later(pause: Duration) -> i64 {
    let pause = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
    moment::now_milliseconds().saturating_add(pause)
}
