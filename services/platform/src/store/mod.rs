//! The store of one service: its database, and the only ways in.
//!
//! What always holds: rows are reached through a `Scope` alone; a scope is opened by a permit in one place and sees
//! that place's rows; a change, its audit entry, its events and its first answer commit together or not at all.

pub mod ground;
pub mod guard;
pub(crate) mod inserts;
mod postgres;
pub(crate) mod pruning;
mod request_ids;
mod scope;
mod sqlite;
mod tenant;

use std::{path::Path, sync::Arc};

pub use ground::key_table;
pub use scope::Scope;
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use sea_orm_migration::MigrationTrait;
use secrecy::ExposeSecret;
pub use tenant::Tenant;
use tokio::sync::Notify;

use crate::{
    access::Permit,
    audit::{entry::Model, reads::Reads},
    config::Config,
    error::{Error, Result},
    names::Place,
};

/// Which database a service runs on; chosen once, at start, by the URL's scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// Row-level security guards beneath the scope.
    Postgres,
    /// The scope alone guards.
    Sqlite,
}

/// The database of one service.
#[derive(Clone)]
pub struct Store {
    /// The service's name.
    pub service: &'static str,
    backend: Backend,
    app: DatabaseConnection,
    reader: DatabaseConnection,
    network: DatabaseConnection,
    relay: Arc<Notify>,
    sealer: Arc<Notify>,
    reads: Arc<Reads>,
}

/// Why a store could not be opened; says what to do.
#[derive(Debug, thiserror::Error)]
#[error("the database of {service}: {problem}")]
pub struct StoreProblem {
    service: &'static str,
    problem: String,
}

impl Store {
    /// Opens the database of `service` and makes sure that its schema is the one this build knows. SQLite files are
    /// created and migrated on the way; PostgreSQL schemas only by `migrate`.
    pub async fn open(
        service: &'static str,
        config: &Config,
        migrations: fn() -> Vec<Box<dyn MigrationTrait>>,
    ) -> std::result::Result<Self, StoreProblem> {
        let said = |problem: String| StoreProblem { service, problem };
        let url = config.database_url(service);
        let url = url.expose_secret();
        let backend = Backend::of(url).map_err(said)?;
        let (app, reader, network) = match backend {
            Backend::Sqlite => {
                let (writer, reader) = sqlite::open(url, config).await.map_err(|problem| said(problem.to_string()))?;
                migrate_up(&writer, migrations).await.map_err(|problem| said(problem.to_string()))?;
                (writer, reader.clone(), reader)
            }
            Backend::Postgres => {
                let app = postgres::open(url, config).await.map_err(|problem| said(problem.to_string()))?;
                let network = config.network_url(service);
                let network = postgres::open(network.expose_secret(), config)
                    .await
                    .map_err(|problem| said(problem.to_string()))?;
                (app.clone(), app, network)
            }
        };
        schema_fits(&app, &ground::Schema::of(migrations)).await.map_err(said)?;
        let (relay, sealer, reads) = Default::default();
        Ok(Self { service, backend, app, reader, network, relay, sealer, reads })
    }

    /// The database of `service` as it stands, to look at rows of all countries: nothing is created or migrated.
    pub(crate) async fn look(
        service: &'static str,
        config: &Config,
    ) -> std::result::Result<DatabaseConnection, StoreProblem> {
        let said = |problem: String| StoreProblem { service, problem };
        let url = config.network_url(service);
        let url = url.expose_secret();
        let connection = match Backend::of(url).map_err(said)? {
            Backend::Sqlite => sqlite::look(url).await,
            Backend::Postgres => postgres::open(url, config).await,
        };
        connection.map_err(|problem| said(problem.to_string()))
    }

    /// Creates or updates the schema of `service` as the role that owns it.
    pub async fn migrate(
        service: &'static str,
        config: &Config,
        migrations: fn() -> Vec<Box<dyn MigrationTrait>>,
    ) -> std::result::Result<(), StoreProblem> {
        let said = |problem: String| StoreProblem { service, problem };
        let url = config.database_url(service);
        if Backend::of(url.expose_secret()).map_err(said)? == Backend::Sqlite {
            return Self::open(service, config, migrations).await.map(drop);
        }
        let owner_url = config.migrate_url(service).map_err(|problem| said(problem.to_string()))?;
        let owner = postgres::open(owner_url.expose_secret(), config).await;
        let owner = owner.map_err(|problem| said(problem.to_string()))?;
        guard::name_roles(url.expose_secret(), config.network_url(service).expose_secret()).map_err(said)?;
        migrate_up(&owner, migrations).await.map_err(|problem| said(problem.to_string()))
    }

    /// Opens a scope that writes, in the place that `resource` names. `field` is where the request has that name.
    pub async fn write(&self, permit: &Permit, field: &str, resource: &str) -> Result<Scope> {
        let place = Place::of(field, resource)?;
        let admitted = permit.admit(&place, resource)?;
        if !admitted.writes {
            return Err(Error::not_found(resource));
        }
        let transaction = self.begin(&place, true).await?;
        Ok(Scope::new(self, transaction, place, permit, admitted))
    }

    /// Opens a scope that reads, in the place that `resource` names.
    pub async fn read(&self, permit: &Permit, field: &str, resource: &str) -> Result<Scope> {
        let place = Place::of(field, resource)?;
        let admitted = permit.admit(&place, resource)?;
        let transaction = self.begin(&place, false).await?;
        Ok(Scope::new(self, transaction, place, permit, admitted))
    }

    /// A scope for a worker of this service, in one place. `work` is its name in the audit log.
    pub async fn work(&self, work: &'static str, place: Place) -> Result<Scope> {
        self.react(work, place).await
    }

    /// A scope for a reaction: it writes in the place of the event.
    pub(crate) async fn react(&self, method: &'static str, place: Place) -> Result<Scope> {
        let permit = Permit::of_service(method, &place);
        let admitted = permit.admit(&place, "")?;
        let transaction = self.begin(&place, place != Place::AcrossCountries).await?;
        Ok(Scope::new(self, transaction, place, &permit, admitted))
    }

    /// Writes an entry of a read, and returns when it is committed.
    pub(crate) async fn write_read(&self, entry: Model) -> Result<()> {
        self.reads.write(self, entry).await
    }

    pub(crate) async fn begin(&self, place: &Place, writes: bool) -> Result<DatabaseTransaction> {
        match self.backend {
            Backend::Postgres if *place == Place::AcrossCountries => postgres::begin_network(&self.network).await,
            Backend::Postgres => postgres::begin(&self.app, place.country().unwrap_or_default(), writes).await,
            Backend::Sqlite if writes => sqlite::begin_write(&self.app).await,
            Backend::Sqlite => sqlite::begin_read(&self.reader).await,
        }
    }

    /// A transaction of the machinery itself (relay, retries), which sees the machinery's rows of every country and
    /// no others.
    pub(crate) async fn begin_machinery(&self) -> Result<DatabaseTransaction> {
        match self.backend {
            Backend::Postgres => postgres::begin(&self.app, guard::MACHINERY, true).await,
            Backend::Sqlite => sqlite::begin_write(&self.app).await,
        }
    }

    /// The database in use.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Resolved when something was committed that the relay has to publish.
    pub(crate) async fn committed(&self) {
        self.relay.notified().await;
    }

    /// Tells the sealer of this process that there are entries.
    pub(crate) fn wake_sealer(&self) {
        self.sealer.notify_one();
    }

    /// Resolved when entries were written that the sealer has to seal.
    pub(crate) async fn written(&self) {
        self.sealer.notified().await;
    }

    /// The rows of all countries, for looking alone.
    pub(crate) fn network(&self) -> &DatabaseConnection {
        &self.network
    }

    /// Closes the pools.
    pub async fn close(self) {
        for pool in [self.app, self.reader, self.network] {
            if let Err(problem) = pool.close().await {
                tracing::warn!(service = self.service, %problem, "pool did not close");
            }
        }
    }
}

impl Backend {
    fn of(url: &str) -> std::result::Result<Self, String> {
        match url.split(':').next() {
            Some("sqlite") => Ok(Backend::Sqlite),
            Some("postgres" | "postgresql") => Ok(Backend::Postgres),
            _ => Err("database.url has to begin with sqlite:// or postgres://".into()),
        }
    }

    /// The time of the database's own clock, in milliseconds since 1970, as an SQL expression.
    pub(crate) fn now(self) -> &'static str {
        match self {
            Backend::Postgres => "(extract(epoch from clock_timestamp()) * 1000)::bigint",
            Backend::Sqlite => "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
        }
    }

    /// What keeps two relays from claiming the same row.
    pub(crate) fn skip_locked(self) -> &'static str {
        match self {
            Backend::Postgres => "FOR UPDATE SKIP LOCKED",
            Backend::Sqlite => "",
        }
    }
}

async fn migrate_up(
    connection: &DatabaseConnection,
    migrations: fn() -> Vec<Box<dyn MigrationTrait>>,
) -> std::result::Result<(), sea_orm::DbErr> {
    ground::Schema::of(migrations).up(connection).await
}

async fn schema_fits(connection: &DatabaseConnection, schema: &ground::Schema) -> std::result::Result<(), String> {
    let applied = ground::applied(connection)
        .await
        .map_err(|problem| format!("its schema cannot be read ({problem}); create it with `aceleracion migrate`"))?;
    let known = schema.names();
    if let Some(unknown) = applied.iter().find(|name| !known.contains(name)) {
        return Err(format!("its schema is not that of this build ({unknown} is unknown here); check database.url"));
    }
    // In whatever order they came: the ground and a service each add to their own.
    if known.iter().all(|name| applied.contains(name)) {
        return Ok(());
    }
    Err("its schema is older than this build; update it with `aceleracion migrate`".into())
}

/// The folder of a SQLite file has to be there before the file.
pub(crate) fn make_folder(file: &Path) -> std::io::Result<()> {
    match file.parent() {
        Some(folder) => std::fs::create_dir_all(folder),
        None => Ok(()),
    }
}
