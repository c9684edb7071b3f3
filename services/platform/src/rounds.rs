//! Work that is done in rounds, with a pause between them, until it is told to stop.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::error::Result;

/// Does one round after the other. The next one follows at once where a round says that there is more; where one fails,
/// `later` says in the log what was not done yet.
pub async fn rounds<Round>(pause: Duration, stop: &CancellationToken, later: &str, round: impl Fn() -> Round)
where
    Round: Future<Output = Result<bool>>,
{
    while !stop.is_cancelled() {
        match round().await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(problem) => tracing::warn!(%problem, "{later}"),
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => {}
        }
    }
}
