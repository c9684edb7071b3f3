//! The heartbeat, sent by the service that grants: through its outbox like every event, so that one that arrives proves
//! the whole way.

use std::{future::Future, pin::Pin, time::Duration};

use proto::platform::v1::GrantsBeaten;
use tokio_util::sync::CancellationToken;

use super::{BEAT, again, beats};
use crate::{error::Result, events::outbox, moment, names::Place, rounds, service::Ground, store::Store};

const PAUSE: Duration = Duration::from_secs(1);
/// A beat that has waited for so long to be published tells nothing any more, in milliseconds.
const WORTHLESS_AFTER: i64 = 5_000;

/// Beats each second until told to stop.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let later = "no heartbeat of grants; others will refuse who comes by a grant";
        rounds(PAUSE, &stop, later, || async { beat(&ground.store).await.map(|()| false) }).await;
    })
}

async fn beat(store: &Store) -> Result<()> {
    let now = moment::now_milliseconds();
    // While the broker is away they would pile up, one a second.
    outbox::forget_waiting(store, BEAT, now - WORTHLESS_AFTER).await?;
    again::tell_all_if_wished(store).await?;
    // Every change that counts here was told in the same transaction, so before this beat.
    let total = beats::heard(store).await?.known;
    let mut scope = store.work("heartbeat", Place::Network).await?;
    scope.publish(&GrantsBeaten { name: "grants".into(), version: now, total });
    scope.commit().await
}
