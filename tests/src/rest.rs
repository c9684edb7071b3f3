//! Rest: the state in which nothing is under way any more, so that what came of it can be told.

use crate::{
    bus::Bus,
    patience::until,
    platform::{Failure, Ground, Serving},
    tables,
};

/// Lets services take all there is, and stops them.
///
/// What a process holds in its hands shows in no queue and no table. Once it has stopped, what it did not finish is back
/// where it can be counted; then it is started again.
pub async fn come_to_rest(ground: &Ground, bus: &Bus, mut serving: Serving, services: &[&str]) -> Result<(), Failure> {
    loop {
        until("rest", || async { Ok(nothing_waits(ground, bus, services).await?.then_some(())) }).await?;
        serving.stop().await?;
        if nothing_waits(ground, bus, services).await? {
            return Ok(());
        }
        serving = ground.serve(services).await?;
    }
}

/// Whether nothing waits in the queues of these services, nor in any database.
pub async fn nothing_waits(ground: &Ground, bus: &Bus, services: &[&str]) -> Result<bool, Failure> {
    Ok(bus.waiting(services).await? == 0 && tables::waiting(ground).await? == 0)
}
