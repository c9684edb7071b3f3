//! Looking up what somebody holds, in the service that a call is for. Remembered for a moment: a caller who comes often
//! costs one look a quarter of a second, and a revoked grant works for as long at most.

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;
use proto::platform::v1::{ApiKeyUsed, Role};
use uuid::Uuid;

use super::{
    key,
    rows::{self, Found},
    whole::Whole,
};
use crate::{
    access::{Caller, Held, Known, Loan, unauthenticated},
    config::Config,
    error::{Error, Result},
    moment,
    names::{NETWORK, Place},
    service::Service,
    store::Store,
};

/// How long what was found is remembered.
const REMEMBERED: Duration = Duration::from_millis(250);
/// Callers that are remembered.
const CALLERS: u64 = 10_000;
/// How often the use of a key is told.
const TOLD_AGAIN: Duration = Duration::from_secs(600);

/// The grants that the services of this process know.
#[derive(Clone)]
pub(crate) struct Grants {
    pub(super) kept: Vec<Kept>,
    stale_after: Duration,
    first_regional_admin: String,
    found: Cache<(&'static str, Who), Arc<Found>>,
    told: Cache<String, ()>,
}

/// What one service keeps.
#[derive(Clone)]
pub(super) struct Kept {
    /// The full names of its gRPC services.
    pub names: &'static [&'static str],
    pub store: Store,
    pub whole: Arc<Whole>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Who {
    Subject(String),
    Key(Uuid),
    Borrowers,
}

impl Grants {
    /// The grants in these stores, which belong to these services in the same order.
    pub fn new(services: &[Service], stores: &[Store], config: &Config) -> Self {
        let kept = services.iter().zip(stores).map(|(service, store)| Kept {
            names: service.grpc,
            store: store.clone(),
            whole: Arc::default(),
        });
        Self::over(kept.collect(), config)
    }

    pub(super) fn over(kept: Vec<Kept>, config: &Config) -> Self {
        Self {
            kept,
            stale_after: Duration::from_secs(config.identity.grants_stale_seconds),
            first_regional_admin: config.identity.first_regional_admin.clone(),
            found: Cache::builder().max_capacity(CALLERS).time_to_live(REMEMBERED).build(),
            told: Cache::builder().max_capacity(CALLERS).time_to_live(TOLD_AGAIN).build(),
        }
    }

    /// What the bearer of a good token holds, for a call of `method`.
    pub async fn of_person(&self, method: &str, caller: Caller) -> Result<Known> {
        let found = self.look(method, Who::Subject(caller.subject.clone())).await?;
        let mut known = Known { subject: caller.subject, held: caller.held, key: false, ..self.known(method, &found)? };
        if !known.subject.is_empty() && known.subject == self.first_regional_admin {
            known.held.push(Held { role: Role::RegionalAdmin, country: NETWORK.into() });
        }
        Ok(known)
    }

    /// What the bearer of an API key holds, for a call of `method`. A key that is unknown, expired, revoked or another is
    /// refused like any bad token.
    pub async fn of_key(&self, method: &str, id: Uuid, digest: &[u8]) -> Result<Known> {
        let found = self.look(method, Who::Key(id)).await?;
        let Some(row) = found.rows.first() else { return Err(unauthenticated()) };
        // All are compared, so that the time taken does not tell which one it was.
        let same = row.digests()?.iter().filter(|good| key::same(good, digest)).count();
        let known = self.known(method, &found)?;
        if same == 0 || known.projected.is_empty() {
            return Err(unauthenticated());
        }
        Ok(Known { subject: row.name.clone(), key: true, ..known })
    }

    /// The loans that are in force, for a call of `method`. None where it is not known that nothing was ended since.
    pub async fn lent(&self, method: &str) -> Result<Vec<Loan>> {
        let found = self.look(method, Who::Borrowers).await?;
        if found.missed || found.early {
            return Ok(Vec::new());
        }
        let mut loans = Vec::new();
        for row in &found.rows {
            loans.extend(row.loans()?);
        }
        Ok(loans)
    }

    /// Tells, now and then, that a key was used.
    pub fn tell_use(&self, method: &str, key: &str) {
        if self.told.contains_key(key) {
            return;
        }
        self.told.insert(key.to_owned(), ());
        let Ok(store) = self.of(method).map(|kept| kept.store.clone()) else { return };
        let name = key.to_owned();
        tokio::spawn(async move {
            if let Err(problem) = tell(&store, name).await {
                tracing::warn!(%problem, "the use of an API key was not told");
            }
        });
    }

    fn known(&self, method: &str, found: &Found) -> Result<Known> {
        let (mut projected, mut homes, mut guest) = (Vec::new(), Vec::new(), Vec::new());
        for row in &found.rows {
            let held = row.held()?;
            if row.is_guest() {
                guest.extend(held);
                continue;
            }
            if row.is_membership() {
                homes.extend(held.iter().cloned());
            }
            projected.extend(held);
        }
        let fresh = !found.missed && !found.early && self.of(method)?.whole.is_fresh(self.stale_after);
        let (subject, held, lent) = Default::default();
        Ok(Known { subject, held, projected, homes, guest, lent, fresh, key: false })
    }

    async fn look(&self, method: &str, who: Who) -> Result<Arc<Found>> {
        let kept = self.of(method)?;
        let (store, whole) = (kept.store.clone(), kept.whole.is_fresh(self.stale_after));
        let remembered = (store.service, who.clone());
        // What was read before every change was here may have been revoked: it counts for nothing, and is read again as
        // soon as all is here.
        if let Some(found) = self.found.get(&remembered).filter(|found| !(found.early && whole)) {
            return Ok(found);
        }
        // In a task of its own: a caller who hangs up must not leave a session inside a transaction.
        let looking = tokio::spawn(async move {
            match who {
                Who::Subject(subject) => rows::of_subject(&store, &subject, !whole).await,
                Who::Key(id) => rows::of_key(&store, id, !whole).await,
                Who::Borrowers => rows::lent(&store, !whole).await,
            }
        });
        let found = Arc::new(looking.await.map_err(Error::internal)??);
        self.found.insert(remembered, Arc::clone(&found));
        Ok(found)
    }

    /// What the service keeps that has this method. What every service has, such as the rpcs about events, is asked
    /// of the first one here.
    fn of(&self, method: &str) -> Result<&Kept> {
        let service = method.trim_start_matches('/').split('/').next().unwrap_or_default();
        let own = self.kept.iter().find(|kept| kept.names.contains(&service));
        own.or_else(|| self.kept.first()).ok_or_else(|| Error::internal("no service runs here"))
    }
}

async fn tell(store: &Store, name: String) -> Result<()> {
    let mut scope = store.work("key use", Place::of("name", &name)?).await?;
    scope.publish(&ApiKeyUsed { name, version: moment::now_milliseconds() });
    scope.commit().await
}
