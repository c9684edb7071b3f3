//! Telling of grants, in the service that grants: each change once, and all that there are again where somebody lacks one.
//!
//! What always holds: what was told is kept here in the transaction that tells it, so the heartbeat knows how much there is.

use proto::platform::v1::{GrantChanged, GrantsMissed};

use super::{beats, rows};
use crate::{
    error::Result,
    names::{NETWORK, Place},
    store::{Scope, Store},
};

const WORK: &str = "grants";
/// Grants that are told again in one transaction.
const BATCH: u64 = 200;

/// Tells every service what somebody holds from now on.
pub async fn tell(scope: &mut Scope, event: GrantChanged) -> Result<()> {
    rows::keep(scope, event.clone()).await?;
    scope.publish(&event);
    Ok(())
}

/// `grants.missed`: some service lacks a change. All grants are told again soon.
pub async fn on_grants_missed(scope: &mut Scope, _: GrantsMissed) -> Result<()> {
    beats::keep_wish(scope).await
}

/// Tells of all grants again, if somebody wished it since.
pub(super) async fn tell_all_if_wished(store: &Store) -> Result<()> {
    let Some(wish) = beats::wish(store).await? else { return Ok(()) };
    let told = tell_all(store).await?;
    tracing::info!(told, "a service lacked a grant; all were told again");
    beats::fulfilled(store, wish).await
}

/// Batch by batch; who has them at their version or a later one keeps what they have.
pub(super) async fn tell_all(store: &Store) -> Result<usize> {
    let (mut told, mut after) = (0, (String::new(), String::new()));
    loop {
        let page = rows::page(store, &after, BATCH).await?;
        let Some((country, last)) = page.last() else { return Ok(told) };
        after = (country.clone(), last.name.clone());
        told += page.len();
        for same in page.chunk_by(|one, next| one.0 == next.0) {
            let place = match same[0].0.as_str() {
                NETWORK => Place::Network,
                country => Place::Country(country.to_owned()),
            };
            let mut scope = store.work(WORK, place).await?;
            for (_, event) in same {
                scope.publish(event);
            }
            scope.commit().await?;
        }
    }
}
