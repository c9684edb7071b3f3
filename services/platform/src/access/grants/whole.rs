//! Whether a service has heard of every change of a grant that there was. Heartbeats alone do not tell: a database that came
//! from a backup hears them as any other does, and has grants in it that were revoked since.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, Instant},
};

use futures::future::join_all;
use proto::platform::v1::GrantsMissed;
use tokio_util::sync::CancellationToken;

use super::{Grants, beats};
use crate::{error::Result, moment::now_milliseconds, names::Place, store::Store};

/// How often it is looked; well below the shortest `identity.grants_stale_seconds`.
const LOOK: Duration = Duration::from_millis(250);
/// A change that is on its way arrives sooner.
const ON_ITS_WAY: Duration = Duration::from_secs(3);
/// All of them take a while to be told again.
const ASKED_AGAIN: Duration = Duration::from_secs(30);

/// What one service keeps of grants, and up to when it is all.
#[derive(Debug, Default)]
pub(super) struct Whole {
    /// When the last heartbeat was sent up to which every change is here, in milliseconds since 1970.
    at: AtomicI64,
}

impl Whole {
    /// Whether it is all up to so long ago.
    pub fn is_fresh(&self, within: Duration) -> bool {
        let within = i64::try_from(within.as_millis()).unwrap_or(i64::MAX);
        now_milliseconds().saturating_sub(self.at.load(Ordering::Relaxed)) <= within
    }

    /// Looks once; false where a change is missing.
    pub async fn look(&self, store: &Store) -> Result<bool> {
        let heard = beats::heard(store).await?;
        if heard.is_whole() {
            self.at.store(heard.beaten_at, Ordering::Relaxed);
        }
        Ok(heard.is_whole())
    }
}

impl Grants {
    /// Looks after the grants of each service here until told to stop.
    pub(crate) async fn watch(self, stop: CancellationToken) {
        join_all(self.kept.iter().map(|kept| watch(&kept.store, &kept.whole, &stop))).await;
    }
}

async fn watch(store: &Store, whole: &Whole, stop: &CancellationToken) {
    let mut ask_at = None;
    while !stop.is_cancelled() {
        match whole.look(store).await {
            Ok(true) => ask_at = None,
            Ok(false) if *ask_at.get_or_insert_with(|| Instant::now() + ON_ITS_WAY) <= Instant::now() => {
                ask_at = Some(Instant::now() + ASKED_AGAIN);
                tracing::warn!(service = store.service, "a change of a grant is missing here; all are asked for again");
                if let Err(problem) = ask(store).await {
                    tracing::warn!(service = store.service, %problem, "they are asked for later");
                }
            }
            Ok(false) => {}
            Err(problem) => {
                tracing::warn!(service = store.service, %problem, "nobody knows whether a grant is missing")
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => {}
        }
    }
}

async fn ask(store: &Store) -> Result<()> {
    let mut scope = store.work("grants", Place::Network).await?;
    scope.publish(&GrantsMissed { name: "grants".into(), version: now_milliseconds() });
    scope.commit().await
}
