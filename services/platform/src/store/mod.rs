//! The store of one service: its database, and the only ways in.
//!
//! What always holds: rows are reached through a `Scope` alone; a scope is opened by a permit in one place and sees
//! that place's rows; a change, its audit entry, its events and its first answer commit together or not at all.

mod alone;
mod backend;
mod begin;
mod change;
pub(crate) mod concealed;
mod derived;
mod gather;
pub mod ground;
pub mod guard;
pub(crate) mod inserts;
mod mode;
mod pools;
mod postgres;
pub(crate) mod pruning;
mod remembered;
mod request_ids;
mod schema;
mod scope;
mod sqlite;
mod tenant;
mod transaction;
pub mod transitions;
mod writing;

use std::{path::Path, sync::Arc};

pub use backend::Backend;
pub use concealed::{Bond, Concealment};
pub use ground::key_table;
use proto::platform::v1::Role;
pub use scope::Scope;
use sea_orm::DatabaseConnection;
use sea_orm_migration::MigrationTrait;
use secrecy::ExposeSecret;
pub use tenant::Tenant;
use tokio::sync::Notify;
pub(crate) use transaction::Transaction;

use crate::{
    access::{Admitted, Permit, intervention_needed},
    audit::{actors::Actors, entry::Model, reads::Reads},
    config::{Config, Mode},
    country::Standings,
    error::{Error, Result},
    events::outgoing::Outgoing,
    files::{self, Files},
    invitation::InvitationPage,
    limits::{Shares, Turn},
    names::Place,
    personal::Secret,
};

/// The database of one service.
#[derive(Clone)]
pub struct Store {
    /// The service's name.
    pub service: &'static str,
    backend: Backend,
    app: DatabaseConnection,
    reader: DatabaseConnection,
    network: DatabaseConnection,
    outgoing: Outgoing,
    sealer: Arc<Notify>,
    reads: Arc<Reads>,
    actors: Arc<Actors>,
    secret: Secret,
    standings: Arc<Standings>,
    shares: Arc<Shares>,
    files: Files,
    invitation_page: InvitationPage,
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
                of_this_service(&writer, &schema::Schema::of(migrations)).await.map_err(said)?;
                migrate_up(&writer, migrations, config.mode).await.map_err(said)?;
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
        schema_fits(&app, &schema::Schema::of(migrations), config.mode).await.map_err(said)?;
        let secret = Secret::from_config(config).map_err(|problem| said(problem.to_string()))?;
        let (outgoing, sealer, reads, actors, standings) = Default::default();
        let shares = Arc::new(Shares::of(config, backend));
        let place = files::Place::from_config(config).map_err(|problem| said(problem.to_string()))?;
        let files = Files::new(service, place, secret.clone(), config);
        Ok(Self {
            service,
            backend,
            app,
            reader,
            network,
            outgoing,
            sealer,
            reads,
            actors,
            secret,
            standings,
            shares,
            files,
            invitation_page: InvitationPage::from_config(config),
        })
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
        let owner = postgres::open_owner(owner_url.expose_secret(), config).await;
        let owner = owner.map_err(|problem| said(problem.to_string()))?;
        of_this_service(&owner, &schema::Schema::of(migrations)).await.map_err(said)?;
        guard::name_roles(url.expose_secret(), config.network_url(service).expose_secret()).map_err(said)?;
        migrate_up(&owner, migrations, config.mode).await.map_err(said)
    }

    /// Opens a scope that writes, in the place that `resource` names. `field` is where the request has that name.
    pub async fn write(&self, permit: &Permit, field: &str, resource: &str) -> Result<Scope> {
        let (place, admitted) = self.writable(permit, field, resource).await?;
        let turn = self.shares.turn(permit, &place, true).await?;
        let transaction = self.begin(&place, true).await?;
        Ok(Scope::new(self, transaction, place, permit, admitted).in_turn(turn))
    }

    /// The same for so many rows of a file: where the country has registered enough for now, this waits.
    pub async fn write_rows(&self, permit: &Permit, field: &str, resource: &str, rows: usize) -> Result<Scope> {
        let (place, admitted) = self.writable(permit, field, resource).await?;
        let turn = self.shares.turn_for_rows(permit, &place, rows).await?;
        let transaction = self.begin(&place, true).await?;
        Ok(Scope::new(self, transaction, place, permit, admitted).in_turn(turn))
    }

    /// Opens a scope that changes the country which `resource` names. Its row is the network's, and so is the scope;
    /// whoever runs the country may change it, and so may the network.
    pub async fn manage(&self, permit: &Permit, field: &str, resource: &str) -> Result<Scope> {
        let place = Place::of(field, resource)?;
        let admitted = permit.admit(&place, resource)?;
        if !matches!(place, Place::Country(_)) || admitted.owner.is_some() {
            return Err(Error::not_found(resource));
        }
        // Where a country that does not take part may be changed as such, its row says what becomes of that.
        if !permit.while_suspended {
            self.stands(permit, &place, &admitted, true).await?;
        }
        let turn = self.shares.turn(permit, &place, true).await?;
        let transaction = self.begin(&Place::Network, true).await?;
        Ok(Scope::new(self, transaction, Place::Network, permit, admitted).in_turn(turn))
    }

    /// Opens a scope that reads, in the place that `resource` names.
    pub async fn read(&self, permit: &Permit, field: &str, resource: &str) -> Result<Scope> {
        let reading = self.reading(permit, field, resource).await?;
        let transaction = self.begin(&reading.place, false).await?;
        Ok(reading.scope(self, transaction, permit))
    }

    /// The same, with everything as it stands at one moment, however many queries are made of it.
    pub async fn read_moment(&self, permit: &Permit, field: &str, resource: &str) -> Result<Scope> {
        let reading = self.reading(permit, field, resource).await?;
        let transaction = self.begin_moment(&reading.place).await?;
        Ok(reading.scope(self, transaction, permit))
    }

    /// What a scope that reads needs beside its transaction, once it is the caller's turn.
    async fn reading(&self, permit: &Permit, field: &str, resource: &str) -> Result<Reading> {
        let place = Place::of(field, resource)?;
        let admitted = permit.admit(&place, resource)?;
        self.stands(permit, &place, &admitted, false).await?;
        let hidden = self.hidden_from(&place, &admitted).await?;
        let turn = self.shares.turn(permit, &place, false).await?;
        Ok(Reading { place, admitted, hidden, turn })
    }

    /// The place that `resource` names, if the caller may change something there now.
    async fn writable(&self, permit: &Permit, field: &str, resource: &str) -> Result<(Place, Admitted)> {
        let place = Place::of(field, resource)?;
        let admitted = permit.admit(&place, resource)?;
        if !admitted.writes {
            return Err(match place {
                Place::Country(_) => intervention_needed(),
                _ => Error::not_found(resource),
            });
        }
        self.stands(permit, &place, &admitted, true).await?;
        Ok((place, admitted))
    }

    /// Whether the country of a place takes part, or the caller goes on there all the same.
    async fn stands(&self, permit: &Permit, place: &Place, admitted: &Admitted, writes: bool) -> Result<()> {
        let Place::Country(code) = place else { return Ok(()) };
        // Those it is lent to are not its staff, who read on while it is suspended.
        self.standings.of(self, code).await?.admit(permit, admitted.role_at_home(), writes)
    }

    /// The countries that everybody does without who reads across countries and oversees none.
    async fn hidden_from(&self, place: &Place, admitted: &Admitted) -> Result<Vec<String>> {
        if *place != Place::AcrossCountries || admitted.role != Role::Unspecified {
            return Ok(Vec::new());
        }
        Ok(self.standings.resting(self).await?.keys().cloned().collect())
    }

    /// Where the countries stand.
    pub(crate) fn standings(&self) -> &Standings {
        &self.standings
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

    /// The pseudonyms in the audit log that this process knows.
    pub(crate) fn actors(&self) -> &Actors {
        &self.actors
    }

    /// The files of the service.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The database in use.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// The way from here to the relay.
    pub(crate) fn outgoing(&self) -> &Outgoing {
        &self.outgoing
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

/// A caller who may read in a place, and whose turn it is.
struct Reading {
    place: Place,
    admitted: Admitted,
    hidden: Vec<String>,
    turn: Turn,
}

impl Reading {
    fn scope(self, store: &Store, transaction: Transaction, permit: &Permit) -> Scope {
        let Self { place, admitted, hidden, turn } = self;
        Scope::new(store, transaction, place, permit, admitted).without(hidden).in_turn(turn)
    }
}

async fn migrate_up(
    connection: &DatabaseConnection,
    migrations: fn() -> Vec<Box<dyn MigrationTrait>>,
    mode: Mode,
) -> std::result::Result<(), String> {
    let made_in = mode::remember(connection, mode).await.map_err(|problem| problem.to_string())?;
    // First of all: not even a migration may touch a database of the other mode.
    mode::fits(&made_in, mode)?;
    schema::Schema::of(migrations).up(connection).await.map_err(|problem| problem.to_string())
}

async fn schema_fits(
    connection: &DatabaseConnection,
    schema: &schema::Schema,
    mode: Mode,
) -> std::result::Result<(), String> {
    let unread = |problem| format!("its schema cannot be read ({problem}); create it with `aceleracion migrate`");
    let applied = schema::applied(connection).await.map_err(unread)?;
    mode::fits(&mode::made_in(connection).await.map_err(unread)?, mode)?;
    let known = schema.names();
    only_known(&applied, &known)?;
    // In whatever order they came: the ground and a service each add to their own.
    if known.iter().all(|name| applied.contains(name)) {
        return Ok(());
    }
    Err("its schema is older than this build; update it with `aceleracion migrate`".into())
}

/// Asked before a schema is changed: the database may be another service's, or a later build's.
async fn of_this_service(connection: &DatabaseConnection, schema: &schema::Schema) -> std::result::Result<(), String> {
    // What cannot be read is not there yet; whatever else is wrong shows when it is made.
    let applied = schema::applied(connection).await.unwrap_or_default();
    only_known(&applied, &schema.names())
}

fn only_known(applied: &[String], known: &[String]) -> std::result::Result<(), String> {
    match applied.iter().find(|name| !known.contains(name)) {
        Some(name) => Err(format!("its schema is not that of this build ({name} is unknown here); check database.url")),
        None => Ok(()),
    }
}

/// The folder of a SQLite file has to be there before the file.
pub(crate) fn make_folder(file: &Path) -> std::io::Result<()> {
    match file.parent() {
        Some(folder) => std::fs::create_dir_all(folder),
        None => Ok(()),
    }
}
