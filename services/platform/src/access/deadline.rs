//! How long a call may take: what the caller allows (`grpc-timeout`), and no longer than the platform does.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use http::HeaderMap;
use tokio::time::timeout_at;

use super::{Permit, role_not_allowed, too_late};
use crate::error::Result;

const TIMEOUT: &str = "grpc-timeout";

/// How much earlier than the caller's clock ours ends: tonic has one of its own for `grpc-timeout`, and would cut the call
/// off without a reason or a language.
const AHEAD: Duration = Duration::from_millis(5);

impl Permit {
    /// Waits, as long as the call may take, and what it was admitted by holds.
    pub(crate) async fn wait<T>(&self, awaited: impl Future<Output = T>) -> Result<T> {
        let waited = async {
            match self.deadline {
                Some(deadline) => timeout_at(deadline.into(), awaited).await.map_err(|_| too_late()),
                None => Ok(awaited.await),
            }
        };
        tokio::select! {
            biased;
            () = self.ended.cancelled() => Err(role_not_allowed()),
            waited = waited => waited,
        }
    }
}

/// When a call that began at `begun` has to be answered.
pub(super) fn of(headers: &HeaderMap, ours: Duration, begun: Instant) -> Option<Instant> {
    begun.checked_add(patience(headers, ours).saturating_sub(AHEAD))
}

/// How long a call may take.
fn patience(headers: &HeaderMap, ours: Duration) -> Duration {
    let theirs = headers.get(TIMEOUT).and_then(|value| value.to_str().ok()).and_then(read);
    theirs.map_or(ours, |theirs| theirs.min(ours))
}

/// At most eight digits and a unit. What is not written so is left aside, as every gRPC server does.
fn read(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let count: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(count * 3600)),
        "M" => Some(Duration::from_secs(count * 60)),
        "S" => Some(Duration::from_secs(count)),
        "m" => Some(Duration::from_millis(count)),
        "u" => Some(Duration::from_micros(count)),
        "n" => Some(Duration::from_nanos(count)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(timeout: &str) -> Duration {
        let mut headers = HeaderMap::new();
        headers.insert(TIMEOUT, timeout.parse().expect("a header"));
        patience(&headers, Duration::from_secs(30))
    }

    #[test]
    fn the_shorter_patience_counts() {
        assert_eq!(with("250m"), Duration::from_millis(250));
        assert_eq!(with("0n"), Duration::ZERO);
        assert_eq!(with("2H"), Duration::from_secs(30));
        assert_eq!(patience(&HeaderMap::new(), Duration::from_secs(30)), Duration::from_secs(30));
    }

    #[test]
    fn what_is_no_timeout_is_left_aside() {
        for text in ["", "m", "5", "5x", "-5m", "5 m", "123456789m", "ñ"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
