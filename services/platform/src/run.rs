//! Starting services together, and stopping them in reverse.
//!
//! Order at the start: stores, queues, then what publishes and answers; so nothing is answered or published before
//! it can have its consequences. At the end: health says no, calls in flight finish, workers stop, pools close; and
//! whatever does not want to end is left behind when `server.shutdown_seconds` are over.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;
use tonic::{
    service::RoutesBuilder,
    transport::{Server, server::TcpIncoming},
};
use tonic_web::GrpcWebLayer;

use crate::{
    access::{
        AccessLayer,
        grants::{self, Grants},
        rules::Rules,
        tokens::Tokens,
    },
    config::Config,
    events::{
        bus::{Bus, Subscription},
        inbox::Inbox,
        relay, retries,
        server::EventsServer,
    },
    metrics::Metrics,
    service::{Ground, Service},
    store::{Store, pruning},
};

const KEEPALIVE: Duration = Duration::from_secs(10);

/// Why the platform did not start or ended badly; says what to do.
#[derive(Debug, thiserror::Error)]
pub enum RunProblem {
    /// Settings that do not go together.
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
    /// An rpc without a rule.
    #[error(transparent)]
    Rules(#[from] crate::access::rules::MissingRules),
    /// A key that cannot be read.
    #[error(transparent)]
    Keys(#[from] crate::access::tokens::KeyProblem),
    /// A database that cannot be used.
    #[error(transparent)]
    Store(#[from] crate::store::StoreProblem),
    /// The broker.
    #[error("the broker at events.url: {0}")]
    Bus(#[from] crate::events::bus::BusProblem),
    /// The address.
    #[error("server.listen {address}: {problem}; choose another address or stop what listens there")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        problem: std::io::Error,
    },
    /// Reflection.
    #[error("the contract cannot be shown: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
}

/// Running services.
pub struct Running {
    /// Where they answer.
    pub address: SocketAddr,
    shutdown_seconds: u64,
    stop_serving: oneshot::Sender<()>,
    server: JoinHandle<Result<(), tonic::transport::Error>>,
    stop_work: CancellationToken,
    work: Vec<JoinHandle<()>>,
    stores: Vec<Store>,
}

/// Starts `started`, which are some of `all` services of the platform.
pub async fn start(
    all: &[Service],
    started: &[Service],
    config: &Arc<Config>,
    metrics: &Metrics,
) -> Result<Running, RunProblem> {
    config.check()?;
    let rules = Arc::new(Rules::read()?);
    let tokens = Arc::new(Tokens::from_config(config)?);
    let grounds = open(started, config, metrics).await?;
    let topology = all.iter().flat_map(queues).collect();
    let bus = Bus::from_config(config, topology);
    let stop_work = CancellationToken::new();
    let mut work = Vec::new();
    for (service, ground) in started.iter().zip(&grounds) {
        let inbox = Inbox {
            store: ground.store.clone(),
            reactions: grants::with_reactions((service.reactions)()),
            config: Arc::clone(config),
            metrics: metrics.clone(),
        };
        let queues: Vec<String> = queues(service).into_iter().map(|(queue, _)| queue).collect();
        work.extend(bus.subscribe(inbox.clone(), &queues, stop_work.clone()).await?);
        work.push(tokio::spawn(retries::work(inbox, stop_work.clone())));
    }
    for (service, ground) in started.iter().zip(&grounds) {
        let relay = relay::work(ground.clone(), bus.clone(), stop_work.clone());
        work.push(tokio::spawn(relay));
        work.push(tokio::spawn(pruning::work(ground.clone(), stop_work.clone())));
        for worker in service.workers {
            work.push(tokio::spawn(worker(ground.clone(), stop_work.clone())));
        }
    }
    let stores: Vec<Store> = grounds.iter().map(|ground| ground.store.clone()).collect();
    let listener = listen(config).await?;
    let address =
        listener.local_addr().map_err(|problem| RunProblem::Listen { address: config.server.listen, problem })?;
    let grants = Grants::new(started, &stores, config);
    let (stop_serving, stopped) = oneshot::channel::<()>();
    let routes = routes(started, &grounds, &stores, config).await?;
    // Small answers must not wait for the peer's delayed acknowledgements: some 40 ms a call.
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let patience = Duration::from_secs(config.server.request_timeout_seconds);
    let server = Server::builder()
        .accept_http1(true)
        .max_concurrent_streams(config.server.max_concurrent_streams)
        .http2_keepalive_interval(Some(KEEPALIVE))
        .http2_keepalive_timeout(Some(KEEPALIVE))
        .layer(GrpcWebLayer::new())
        .layer(AccessLayer::new(rules, tokens, grants, metrics.clone(), patience))
        .add_routes(routes)
        .serve_with_incoming_shutdown(incoming, async {
            // A dropped sender ends serving as well.
            let _ = stopped.await;
        });
    let server = tokio::spawn(server);
    tracing::info!(%address, services = ?started.iter().map(|service| service.name).collect::<Vec<_>>(), "serving");
    let shutdown_seconds = config.server.shutdown_seconds;
    Ok(Running { address, shutdown_seconds, stop_serving, server, stop_work, work, stores })
}

/// The queues of a service: its own, and one that grants have to themselves.
fn queues(service: &Service) -> [Subscription; 2] {
    let own = (service.name.to_owned(), (service.reactions)().names());
    [own, (grants::queue(service.name), grants::events())]
}

async fn open(started: &[Service], config: &Arc<Config>, metrics: &Metrics) -> Result<Vec<Ground>, RunProblem> {
    let mut grounds = Vec::new();
    for service in started {
        let store = Store::open(service.name, config, service.migrations).await?;
        grounds.push(Ground { store, config: Arc::clone(config), metrics: metrics.clone() });
    }
    Ok(grounds)
}

async fn listen(config: &Config) -> Result<TcpListener, RunProblem> {
    let address = config.server.listen;
    TcpListener::bind(address).await.map_err(|problem| RunProblem::Listen { address, problem })
}

async fn routes(
    started: &[Service],
    grounds: &[Ground],
    stores: &[Store],
    config: &Config,
) -> Result<tonic::service::Routes, RunProblem> {
    let (health, health_service) = tonic_health::server::health_reporter();
    health.set_service_status("", tonic_health::ServingStatus::Serving).await;
    let mut routes = RoutesBuilder::default();
    routes.add_service(health_service);
    for (service, ground) in started.iter().zip(grounds) {
        (service.routes)(ground, &mut routes);
        for name in service.grpc {
            health.set_service_status(name, tonic_health::ServingStatus::Serving).await;
        }
    }
    routes.add_service(EventsServer::service(stores.to_vec(), config));
    health.set_service_status(EventsServer::NAME, tonic_health::ServingStatus::Serving).await;
    let reflection =
        || tonic_reflection::server::Builder::configure().register_encoded_file_descriptor_set(proto::DESCRIPTOR_SET);
    routes.add_service(reflection().build_v1()?);
    routes.add_service(reflection().build_v1alpha()?);
    Ok(routes.routes())
}

impl Running {
    /// Ends serving and work, each within its share of `server.shutdown_seconds`. False when something had to be
    /// left behind.
    pub async fn stop(self) -> bool {
        let share = Duration::from_secs(self.shutdown_seconds / 2);
        let _ = self.stop_serving.send(());
        let mut server = self.server;
        let mut clean = timeout(share, &mut server).await.is_ok();
        // A peer that never ends its call does not keep us: its connection is cut here.
        server.abort();
        self.stop_work.cancel();
        for work in self.work.into_iter().rev() {
            clean &= timeout(share, work).await.is_ok();
        }
        for store in self.stores.into_iter().rev() {
            clean &= timeout(share, store.close()).await.is_ok();
        }
        clean
    }

    /// Resolved when serving ended by itself.
    pub async fn ended(&mut self) {
        let _ = (&mut self.server).await;
    }
}
