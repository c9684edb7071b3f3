//! What a service declares. A service is one value; starting and stopping are `run.rs`'s.

use std::{future::Future, pin::Pin, sync::Arc};

use sea_orm_migration::MigrationTrait;
use tokio_util::sync::CancellationToken;
use tonic::service::RoutesBuilder;

use crate::{
    config::Config,
    country::about::About,
    events::Reactions,
    files::Opener,
    metrics::Metrics,
    personal::{Tables, retention::Retention},
    store::Store,
};

/// The ground under one running service.
#[derive(Clone)]
pub struct Ground {
    /// Its rows.
    pub store: Store,
    /// What the operator decided.
    pub config: Arc<Config>,
    /// Where it counts.
    pub metrics: Metrics,
}

/// Work that goes on beside the requests, until the token is cancelled.
pub type Worker = fn(Ground, CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>>;

/// One service of the platform.
#[derive(Clone, Copy)]
pub struct Service {
    /// Its name: its folder, its database, its queue.
    pub name: &'static str,
    /// The full names of its gRPC services, for the health answers.
    pub grpc: &'static [&'static str],
    /// Its own tables, oldest first.
    pub migrations: fn() -> Vec<Box<dyn MigrationTrait>>,
    /// Adds its gRPC services.
    pub routes: fn(&Ground, &mut RoutesBuilder),
    /// What it does when it learns of facts.
    pub reactions: fn() -> Reactions,
    /// What goes on beside.
    pub workers: &'static [Worker],
    /// Its tables that hold something of people.
    pub personal: fn() -> Tables,
    /// What it removes by age.
    pub retention: &'static [Retention],
    /// Its rows of the network that tell of one country.
    pub about: &'static [About],
    /// Finds the file of a link, where it has files that links may lead to.
    pub linked: Option<Opener>,
    /// Tables, and columns as `members.code_digest`, that hold secrets: they never leave with an exported country.
    pub secrets: &'static [&'static str],
}
