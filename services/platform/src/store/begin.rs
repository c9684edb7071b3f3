//! Transactions of a store: what each sees, and by which pool of which database.

use sea_orm::DatabaseTransaction;

use super::{Backend, Store, Transaction, guard, postgres, sqlite};
use crate::{error::Result, names::Place};

impl Store {
    /// A transaction in one place, which can only read unless it `writes`.
    pub(crate) async fn begin(&self, place: &Place, writes: bool) -> Result<Transaction> {
        match self.backend {
            Backend::Postgres if *place == Place::AcrossCountries => postgres::begin_network(&self.network).await,
            Backend::Postgres => postgres::begin(&self.app, place.country().unwrap_or_default(), writes).await,
            Backend::Sqlite if writes => sqlite::begin_write(&self.app).await.map(Transaction::from),
            Backend::Sqlite => sqlite::begin_read(&self.reader).await.map(Transaction::from),
        }
    }

    /// A transaction that reads one place, all of it as it stands at one moment.
    pub(crate) async fn begin_snapshot(&self, place: &Place) -> Result<DatabaseTransaction> {
        match self.backend {
            Backend::Postgres => postgres::begin_snapshot(&self.app, place.country().unwrap_or_default()).await,
            Backend::Sqlite => sqlite::begin_read(&self.reader).await,
        }
    }

    /// The same for the rows of a scope, also across countries.
    pub(super) async fn begin_moment(&self, place: &Place) -> Result<Transaction> {
        match self.backend {
            Backend::Postgres if *place == Place::AcrossCountries => postgres::begin_moment(&self.network, "").await,
            Backend::Postgres => postgres::begin_moment(&self.app, place.country().unwrap_or_default()).await,
            Backend::Sqlite => sqlite::begin_read(&self.reader).await.map(Transaction::from),
        }
    }

    /// A transaction of the machinery itself (relay, retries), which sees the machinery's rows of every country and
    /// no others.
    pub(crate) async fn begin_machinery(&self) -> Result<Transaction> {
        match self.backend {
            Backend::Postgres => postgres::begin(&self.app, guard::MACHINERY, true).await,
            Backend::Sqlite => sqlite::begin_write(&self.app).await.map(Transaction::from),
        }
    }

    /// The same for what only looks: it waits for nobody who writes.
    pub(crate) async fn begin_look(&self) -> Result<Transaction> {
        match self.backend {
            Backend::Postgres => postgres::begin(&self.app, guard::MACHINERY, false).await,
            Backend::Sqlite => sqlite::begin_read(&self.reader).await.map(Transaction::from),
        }
    }

    /// The same for what may be lost in a crash of the database, because it would then only be done once more: its
    /// commit does not wait for the disk.
    pub(crate) async fn begin_repeatable(&self) -> Result<Transaction> {
        match self.backend {
            Backend::Postgres => postgres::begin_repeatable(&self.app, guard::MACHINERY).await,
            Backend::Sqlite => sqlite::begin_write(&self.app).await.map(Transaction::from),
        }
    }
}
