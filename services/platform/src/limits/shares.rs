//! Fair shares of a database between countries: calls of each wait in a line of their own, and whoever has least is served
//! first.
//!
//! A country that is alone may have every connection. As soon as another one is there it may have its share and no more, so
//! that the others find a connection free and need not wait for one. Work of the services themselves (reactions, relay,
//! sealer) does not stand in line: it is bounded elsewhere, and some connections are left to it.

mod line;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

pub(crate) use line::Turn;
use line::{Line, Place as InLine};
use tokio::{
    sync::oneshot,
    time::{sleep, timeout_at},
};

use super::{
    account::Pace,
    refusals::{Excess, busy, country_over},
};
use crate::{
    access::{Permit, too_late},
    config::Config,
    error::Result,
    names::Place,
    store::Backend,
};

/// Connections of a pool that calls leave to the work of the service itself.
const LEFT: usize = 2;
/// Connections that read a SQLite file.
const SQLITE_READERS: usize = 4;

/// The lines before the pools of one service.
#[derive(Debug)]
pub(crate) struct Shares {
    writing: Line,
    reading: Line,
    across: Line,
    patience: Duration,
    at_once: usize,
    rate: u32,
    import_rate: u32,
    paces: Mutex<HashMap<String, Arc<Paces>>>,
}

/// How fast one country calls, and imports.
#[derive(Debug)]
struct Paces {
    calls: Pace,
    rows: Pace,
}

impl Shares {
    pub fn of(config: &Config, backend: Backend) -> Self {
        let (limits, database) = (&config.limits, &config.database);
        let pool = usize::try_from(database.pool_size).unwrap_or(usize::MAX);
        let line = |size: usize| {
            let percent = usize::try_from(limits.country_share_percent).unwrap_or(100);
            Line::new(size.max(1), (size * percent / 100).max(1), limits.country_calls)
        };
        let (writing, reading, patience) = match backend {
            Backend::Postgres => {
                let both = line(pool.saturating_sub(LEFT));
                (both.clone(), both, database.acquire_timeout_seconds)
            }
            Backend::Sqlite => (line(1), line(SQLITE_READERS), config.server.request_timeout_seconds),
        };
        Self {
            writing,
            reading,
            across: line(pool),
            patience: Duration::from_secs(patience),
            at_once: limits.country_calls,
            rate: limits.country_rate,
            import_rate: limits.country_import_rate,
            paces: Mutex::default(),
        }
    }

    /// The turn of a call in `place`; it lasts until it is dropped.
    pub async fn turn(&self, permit: &Permit, place: &Place, writes: bool) -> Result<Turn> {
        if let Place::Country(code) = place {
            self.paces(code).calls.take().map_err(|excess| country_over(code, excess))?;
        }
        self.wait(permit, place, writes).await
    }

    /// The turn to register so many rows of a file. Waits as long as the country has registered enough for now.
    pub async fn turn_for_rows(&self, permit: &Permit, place: &Place, rows: usize) -> Result<Turn> {
        if let Place::Country(code) = place {
            let paces = self.paces(code);
            while let Err(pause) = paces.rows.take_many(rows) {
                sleep(pause).await;
                permit.in_time()?;
            }
        }
        self.wait(permit, place, true).await
    }

    async fn wait(&self, permit: &Permit, place: &Place, writes: bool) -> Result<Turn> {
        let (line, country) = match (place, writes) {
            (Place::AcrossCountries, _) => (&self.across, "-"),
            (_, true) => (&self.writing, place.country().unwrap_or_default()),
            (_, false) => (&self.reading, place.country().unwrap_or_default()),
        };
        let full = |_| country_over(country, Excess::AtOnce(self.at_once));
        let come = match line.join(country).map_err(full)? {
            InLine::First(turn) => return Ok(turn),
            InLine::Waiting(come) => come,
        };
        self.come(permit, come).await
    }

    async fn come(&self, permit: &Permit, come: oneshot::Receiver<Turn>) -> Result<Turn> {
        let patient = Instant::now() + self.patience;
        let end = permit.deadline.map_or(patient, |deadline| deadline.min(patient));
        match timeout_at(end.into(), come).await {
            Ok(Ok(turn)) => Ok(turn),
            _ if permit.deadline.is_some_and(|deadline| deadline <= Instant::now()) => Err(too_late()),
            _ => Err(busy()),
        }
    }

    fn paces(&self, country: &str) -> Arc<Paces> {
        // As many as there are codes of two letters, at most.
        let mut paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = paces.get(country) {
            return Arc::clone(known);
        }
        let new = Arc::new(Paces { calls: Pace::of(self.rate), rows: Pace::of(self.import_rate) });
        paces.insert(country.to_owned(), Arc::clone(&new));
        new
    }
}
