//! Waiting for what happens by events: looking again and again, with a limit that only a fault reaches.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use crate::platform::Failure;

/// Generous: a cold broker beside a compiling workspace takes its time.
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(50);

/// Looks again and again until `look` finds something.
pub async fn until<T, Looking>(awaited: &str, look: impl FnMut() -> Looking) -> Result<T, Failure>
where
    Looking: Future<Output = Result<Option<T>, Failure>>,
{
    until_within(PATIENCE, awaited, look).await
}

/// The same with another limit, where the limit itself is promised.
pub async fn until_within<T, Looking>(
    limit: Duration,
    awaited: &str,
    mut look: impl FnMut() -> Looking,
) -> Result<T, Failure>
where
    Looking: Future<Output = Result<Option<T>, Failure>>,
{
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if begun.elapsed() > limit {
            return Err(format!("{awaited} did not come about within {limit:?}").into());
        }
        tokio::time::sleep(LOOK).await;
    }
}
