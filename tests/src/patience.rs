//! Waiting for what happens by events: looking again and again, with a limit that only a fault reaches.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use crate::platform::Failure;

/// Generous: a cold broker beside a compiling workspace takes its time.
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(100);

/// Looks again and again until `look` finds something.
pub async fn until<T, Looking>(awaited: &str, mut look: impl FnMut() -> Looking) -> Result<T, Failure>
where
    Looking: Future<Output = Result<Option<T>, Failure>>,
{
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if begun.elapsed() > PATIENCE {
            return Err(format!("{awaited} did not come about within {} s", PATIENCE.as_secs()).into());
        }
        tokio::time::sleep(LOOK).await;
    }
}
