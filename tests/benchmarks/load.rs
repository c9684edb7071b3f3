//! Callers in a closed loop: each sends its next call when the last one was answered.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tests::platform::Failure;
use tokio::task::JoinSet;

/// Calls a second that `callers` get answered within `window`. `call` makes the call with the given number; every
/// number is used once.
pub async fn rate<Call, Calling>(callers: usize, window: Duration, call: Call) -> Result<f64, Failure>
where
    Call: Fn(usize, u64) -> Calling + Send + Sync + 'static,
    Calling: Future<Output = Result<(), Failure>> + Send,
{
    let call = Arc::new(call);
    let next = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let mut running = JoinSet::new();
    for caller in 0..callers {
        let (call, next) = (Arc::clone(&call), Arc::clone(&next));
        running.spawn(async move {
            let mut answered: u64 = 0;
            while begun.elapsed() < window {
                call(caller, next.fetch_add(1, Ordering::Relaxed)).await?;
                answered += 1;
            }
            Ok::<u64, Failure>(answered)
        });
    }
    let mut answered = 0;
    while let Some(one) = running.join_next().await {
        answered += one??;
    }
    Ok(answered as f64 / begun.elapsed().as_secs_f64())
}

/// The value below which `share` of the values lie.
pub fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() as f64 * share).ceil() as usize;
    values.get(place.saturating_sub(1)).copied().unwrap_or_default()
}
