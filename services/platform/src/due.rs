//! Rows that come due in time, in any country: a look finds them, and tends to each in a transaction of its own.

use std::time::Duration;

use proto::platform::v1::Reason;
use sea_orm::{ActiveModelTrait, ModelTrait, QuerySelect, Select};
use tokio_util::sync::CancellationToken;

use crate::{
    error::Result,
    names::Place,
    rounds,
    store::{Scope, Store, Tenant},
};

/// An end is a matter of days: nobody is harmed by seconds.
const LOOK: Duration = Duration::from_secs(5);
/// Rows of one look.
const BATCH: u64 = 50;

/// What is done about a row that is due: an async function from a scope of its country, and the row as it was found.
pub trait Tend<'a, Row: 'a>: Sync {
    /// What it runs as.
    type Tending: Future<Output = Result<()>> + Send + 'a;
    /// Runs it.
    fn tend(&self, scope: &'a mut Scope, found: &'a Row) -> Self::Tending;
}

impl<'a, Row, F, Tending> Tend<'a, Row> for F
where
    Row: 'a,
    F: Fn(&'a mut Scope, &'a Row) -> Tending + Sync,
    Tending: Future<Output = Result<()>> + Send + 'a,
{
    type Tending = Tending;

    fn tend(&self, scope: &'a mut Scope, found: &'a Row) -> Tending {
        self(scope, found)
    }
}

/// Looks again and again until told to stop: at once where a look found as many as it takes. Where one fails, `later` says
/// in the log what was not done yet.
pub async fn looks<Look>(stop: &CancellationToken, later: &str, look: impl Fn() -> Look)
where
    Look: Future<Output = Result<u64>>,
{
    let look = &look;
    rounds(LOOK, stop, later, || async move { Ok(look().await? == BATCH) }).await;
}

/// One look at all countries, for what `due` finds; how many were tended to. What came to be blocked, or waits for something
/// that is on its way, is passed over: it is found again.
pub async fn look<E, T>(
    store: &Store,
    work: &'static str,
    due: impl FnOnce(&Scope) -> Select<E>,
    tend: T,
) -> Result<u64>
where
    E: Tenant,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    T: for<'a> Tend<'a, E::Model>,
{
    let scope = store.work(work, Place::AcrossCountries).await?;
    let found = scope.all(due(&scope).limit(BATCH)).await?;
    scope.commit().await?;
    let mut tended = 0;
    for row in found {
        let country = row.get(E::country()).unwrap::<String>();
        let mut scope = store.work(work, Place::Country(country)).await?;
        match tend.tend(&mut scope, &row).await {
            Ok(()) => scope.commit().await?,
            Err(held_up) if held_up.reason() == Reason::DataBlocked || held_up.is_late() => continue,
            Err(problem) => return Err(problem),
        }
        tended += 1;
    }
    Ok(tended)
}
