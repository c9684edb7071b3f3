//! Removing by age, as the office of each country set it: what a service declares, the worker that does it, and the
//! preview that only says what it would do.

use std::{future::Future, pin::Pin, time::Duration};

use proto::platform::v1::{PreviewRetentionRequest, PreviewRetentionResponse, RetentionPreview};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::{
    access::Permit,
    error::Result,
    moment,
    names::Place,
    rounds,
    service::Ground,
    store::{Scope, Store},
};

const WORK: &str = "retention";
/// Between two rounds.
const PAUSE: Duration = Duration::from_secs(3600);
/// Removed in one transaction: few enough not to hold up others who write.
const BATCH: u64 = 100;
/// Names in a preview.
const MOST_NAMES: u64 = 1000;

/// Work on the rows of a scope.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Days by the code of each country.
pub type Days = Vec<(String, i32)>;

/// One kind of thing that a service removes by age.
#[derive(Clone, Copy)]
pub struct Retention {
    /// What it is, `drafts`.
    pub kind: &'static str,
    /// After how many days it goes, by the code of each country that the scope sees; 0 where it stays.
    pub days: for<'a> fn(&'a Scope) -> Work<'a, Days>,
    /// How many have not changed since a moment.
    pub count: for<'a> fn(&'a Scope, OffsetDateTime) -> Work<'a, u64>,
    /// The names of so many of them, oldest first.
    pub due: for<'a> fn(&'a Scope, OffsetDateTime, u64) -> Work<'a, Vec<String>>,
    /// Removes so many of them, each with its entry in the audit log; says how many.
    pub remove: for<'a> fn(&'a mut Scope, OffsetDateTime, u64) -> Work<'a, u64>,
}

/// What the next round would remove in the country.
pub(super) async fn preview(
    store: &Store,
    kinds: &[Retention],
    permit: &Permit,
    request: &PreviewRetentionRequest,
) -> Result<PreviewRetentionResponse> {
    let scope = store.read(permit, "parent", &request.parent).await?;
    let mut previews = Vec::new();
    for kind in kinds {
        let days = days_of(&(kind.days)(&scope).await?, scope.country());
        let mut preview = RetentionPreview { kind: kind.kind.into(), days, ..RetentionPreview::default() };
        if let Some(before) = limit(days) {
            preview.count = i64::try_from((kind.count)(&scope, before).await?).unwrap_or(i64::MAX);
            preview.names = (kind.due)(&scope, before, MOST_NAMES).await?;
        }
        previews.push(preview);
    }
    scope.commit().await?;
    Ok(PreviewRetentionResponse { previews })
}

fn days_of(all: &[(String, i32)], country: &str) -> i32 {
    all.iter().find(|(code, _)| code == country).map_or(0, |(_, days)| *days)
}

/// What has not changed since then goes; nothing where it stays without end.
fn limit(days: i32) -> Option<OffsetDateTime> {
    let limit = (days > 0).then(|| moment::now().checked_sub(time::Duration::days(i64::from(days))));
    limit.flatten()
}

/// Goes through all countries, again and again, until told to stop.
pub(crate) async fn work(ground: Ground, kinds: &'static [Retention], stop: CancellationToken) {
    if kinds.is_empty() {
        return;
    }
    let later = format!("what is too old in {} stays for another round", ground.store.service);
    let removed = || async { round(&ground.store, kinds, &stop).await.map(|()| false) };
    rounds(PAUSE, &stop, &later, removed).await;
}

async fn round(store: &Store, kinds: &[Retention], stop: &CancellationToken) -> Result<()> {
    for kind in kinds {
        let scope = store.work(WORK, Place::AcrossCountries).await?;
        let countries = (kind.days)(&scope).await?;
        scope.commit().await?;
        for (country, days) in countries {
            let Some(before) = limit(days) else { continue };
            let mut all = 0;
            while !stop.is_cancelled() {
                let mut scope = store.work(WORK, Place::Country(country.clone())).await?;
                let removed = (kind.remove)(&mut scope, before, BATCH).await?;
                scope.commit().await?;
                all += removed;
                if removed < BATCH {
                    break;
                }
            }
            if all > 0 {
                tracing::info!(service = store.service, country, kind = kind.kind, removed = all, "removed by age");
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_goes_where_no_days_are_set() {
        assert_eq!((limit(0), limit(-1)), (None, None));
        assert!(limit(1).is_some_and(|before| before < OffsetDateTime::now_utc() - time::Duration::hours(23)));
        assert!(limit(i32::MAX).is_none_or(|before| before.year() < 0));
        let all = [("do".to_owned(), 30), ("cr".to_owned(), 0)];
        assert_eq!((days_of(&all, "do"), days_of(&all, "cr"), days_of(&all, "gt")), (30, 0, 0));
    }
}
