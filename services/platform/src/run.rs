//! Starting services together, and stopping them in reverse.
//!
//! Order at the start: stores, queues, then what publishes and answers; so nothing is answered or published before
//! it can have its consequences. At the end: health says no, calls in flight finish, workers stop, pools close; and
//! whatever does not want to end is left behind when `server.shutdown_seconds` are over.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    sync::oneshot,
    task::JoinHandle,
    time::{Instant, timeout, timeout_at},
};
use tokio_util::sync::CancellationToken;
use tonic::{
    service::RoutesBuilder,
    transport::{Server, server::TcpIncoming},
};
use tonic_health::{ServingStatus, server::HealthReporter};
use tonic_web::GrpcWebLayer;

use crate::{
    access::{
        AccessLayer,
        grants::{self, Grants},
        rules::Rules,
        tokens::Tokens,
    },
    address::{AddressLayer, Proxies},
    audit::{heads::Heads, sealer, server::AuditServer},
    config::Config,
    country::{self, Holder, server::CountryServer},
    events::{
        Reactions,
        bus::{Bus, Subscription},
        inbox::Inbox,
        relay, retries,
        server::EventsServer,
    },
    files::LinkLayer,
    limits::{Connections, Incoming},
    metrics::Metrics,
    personal::{self, retention, server::PersonalDataServer},
    service::{Ground, Service},
    store::{Store, pruning},
    tls,
};

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
    /// A certificate or key of the server that cannot be used.
    #[error(transparent)]
    Tls(#[from] crate::tls::TlsProblem),
    /// A server that cannot be made of certificate and key.
    #[error("the certificate of the server: {0}")]
    Server(tonic::transport::Error),
    /// The key of the audit log.
    #[error(transparent)]
    Heads(#[from] crate::audit::heads::HeadsProblem),
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
    health: Health,
    stop_serving: oneshot::Sender<()>,
    server: JoinHandle<Result<(), tonic::transport::Error>>,
    stop_work: CancellationToken,
    work: Vec<JoinHandle<()>>,
    stop_sealing: CancellationToken,
    sealing: Vec<JoinHandle<()>>,
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
    tls::use_one_provider();
    let rules = Arc::new(Rules::read()?);
    let server = serving(config)?;
    let tokens = Arc::new(Tokens::from_config(config)?);
    let heads = Arc::new(Heads::from_config(config)?);
    let grounds = open(started, config, metrics).await?;
    let topology = all.iter().flat_map(queues).collect();
    let bus = Bus::from_config(config, topology);
    let stop_work = CancellationToken::new();
    let mut work = vec![tokio::spawn(Arc::clone(&tokens).keep_fresh(stop_work.clone()))];
    for (service, ground) in started.iter().zip(&grounds) {
        let inbox = Inbox {
            store: ground.store.clone(),
            reactions: grants::with_reactions(own_reactions(service)),
            config: Arc::clone(config),
            metrics: metrics.clone(),
        };
        let queues: Vec<String> = queues(service).into_iter().map(|(queue, _)| queue).collect();
        work.extend(bus.subscribe(inbox.clone(), &queues, stop_work.clone()).await?);
        work.push(tokio::spawn(retries::work(inbox, stop_work.clone())));
    }
    for (service, ground) in started.iter().zip(&grounds) {
        let lease = Duration::from_secs(config.events.lease_seconds);
        let handed = ground.store.outgoing().to_relay(lease);
        let relay = relay::work(ground.clone(), bus.clone(), handed, stop_work.clone());
        work.push(tokio::spawn(relay));
        work.push(tokio::spawn(pruning::work(ground.clone(), stop_work.clone())));
        work.push(tokio::spawn(retention::work(ground.clone(), service.retention, stop_work.clone())));
        work.push(tokio::spawn(country::remove_erased(ground.clone(), service.about, stop_work.clone())));
        for worker in service.workers {
            work.push(tokio::spawn(worker(ground.clone(), stop_work.clone())));
        }
    }
    let stores: Vec<Store> = grounds.iter().map(|ground| ground.store.clone()).collect();
    let stop_sealing = CancellationToken::new();
    let seal = |store: &Store| tokio::spawn(sealer::work(store.clone(), Arc::clone(&heads), stop_sealing.clone()));
    let sealing = stores.iter().map(seal).collect();
    let listener = listen(config).await?;
    let address =
        listener.local_addr().map_err(|problem| RunProblem::Listen { address: config.server.listen, problem })?;
    let grants = Grants::new(started, &stores, config);
    work.push(tokio::spawn(grants.clone().watch(stop_work.clone())));
    let (stop_serving, stopped) = oneshot::channel::<()>();
    let (routes, health) = routes(started, &grounds, &stores, &heads, config).await?;
    // Small answers must not wait for the peer's delayed acknowledgements: some 40 ms a call.
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let connections = Connections::from_config(config);
    let incoming = Incoming::new(incoming, connections.clone());
    work.push(tokio::spawn(connections.watch(stop_work.clone())));
    let access = AccessLayer::new(rules, tokens, grants, metrics.clone(), config);
    let opening = |(service, ground): (&Service, &Ground)| service.linked.map(|opener| (ground.clone(), opener));
    let openers = started.iter().zip(&grounds).filter_map(opening).collect();
    let server = server
        .layer(AddressLayer::new(Proxies::parse(&config.server.trusted_proxies).unwrap_or_default()))
        .layer(LinkLayer::new(openers, access.limits()))
        .layer(GrpcWebLayer::new())
        .layer(access)
        .add_routes(routes)
        .serve_with_incoming_shutdown(incoming, async {
            // A dropped sender ends serving as well.
            let _ = stopped.await;
        });
    let server = tokio::spawn(server);
    tracing::info!(%address, services = ?started.iter().map(|service| service.name).collect::<Vec<_>>(), "serving");
    let shutdown_seconds = config.server.shutdown_seconds;
    Ok(Running {
        address,
        shutdown_seconds,
        health,
        stop_serving,
        server,
        stop_work,
        work,
        stop_sealing,
        sealing,
        stores,
    })
}

/// The server before it has anything to serve: its limits, and TLS if it is to speak it.
fn serving(config: &Config) -> Result<Server, RunProblem> {
    let settings = &config.server;
    let keepalive = Duration::from_secs(settings.keepalive_seconds);
    // Beyond this the transport itself answers, without a reason or a language.
    let headers = u32::try_from(settings.max_header_bytes.saturating_mul(2)).unwrap_or(u32::MAX);
    let server = Server::builder()
        .accept_http1(true)
        .max_concurrent_streams(settings.max_concurrent_streams)
        .http2_max_header_list_size(headers)
        .http2_keepalive_interval(Some(keepalive))
        .http2_keepalive_timeout(Some(keepalive))
        .max_connection_age(Duration::from_secs(settings.connection_age_seconds));
    if let Some(tls) = tls::server(config)? {
        return server.tls_config(tls).map_err(RunProblem::Server);
    }
    let address = config.server.listen;
    if config.is_production() && !address.ip().is_loopback() {
        tracing::warn!(
            %address,
            "tokens and personal data pass here without TLS; that is right only behind a mesh or a proxy that ends it, \
             otherwise set server.tls_certificate_file and server.tls_key_file"
        );
    }
    Ok(server)
}

/// What a service does when it learns of facts, and what every service does with people.
fn own_reactions(service: &Service) -> Reactions {
    personal::with_reactions((service.reactions)(), (service.personal)())
}

/// The queues of a service: its own, and one that grants have to themselves.
fn queues(service: &Service) -> [Subscription; 2] {
    let own = (service.name.to_owned(), own_reactions(service).names());
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
    heads: &Arc<Heads>,
    config: &Arc<Config>,
) -> Result<(tonic::service::Routes, Health), RunProblem> {
    let (reporter, health_service) = tonic_health::server::health_reporter();
    let mut names = vec!["", EventsServer::NAME];
    let mut routes = RoutesBuilder::default();
    routes.add_service(health_service);
    for (service, ground) in started.iter().zip(grounds) {
        (service.routes)(ground, &mut routes);
        names.extend(service.grpc);
    }
    routes.add_service(EventsServer::service(stores.to_vec(), config));
    routes.add_service(AuditServer::service(stores.to_vec(), Arc::clone(config)));
    routes.add_service(PersonalDataServer::service(started, stores));
    let holders = started.iter().zip(stores).map(|(service, store)| Holder {
        store: store.clone(),
        about: service.about,
        secrets: service.secrets,
    });
    let countries = CountryServer::service(holders.collect(), Arc::clone(heads));
    routes.add_service(countries.max_decoding_message_size(config.server.max_message_bytes));
    let health = Health { reporter, names };
    health.say(ServingStatus::Serving).await;
    // With what others defined and we answer with: clients show the details of an error only if they find them here.
    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(proto::DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    routes.add_service(reflection().build_v1()?);
    routes.add_service(reflection().build_v1alpha()?);
    Ok((routes.routes(), health))
}

/// What the health service answers: of each gRPC service, and under the empty name of the process.
struct Health {
    reporter: HealthReporter,
    names: Vec<&'static str>,
}

impl Health {
    async fn say(&self, status: ServingStatus) {
        for name in &self.names {
            self.reporter.set_service_status(name, status).await;
        }
    }
}

impl Running {
    /// Ends serving within half of `server.shutdown_seconds`, and then all work and the pools within the rest,
    /// however many of them do not want to end. False when something had to be left behind.
    pub async fn stop(self) -> bool {
        let granted = Duration::from_secs(self.shutdown_seconds);
        let end = Instant::now() + granted;
        // Whoever watches learns of it before the last calls are answered, and sends no more.
        self.health.say(ServingStatus::NotServing).await;
        let _ = self.stop_serving.send(());
        let mut server = self.server;
        let mut clean = timeout(granted / 2, &mut server).await.is_ok();
        // A peer that never ends its call does not keep us: its connection is cut here.
        server.abort();
        self.stop_work.cancel();
        for work in self.work.into_iter().rev() {
            clean &= timeout_at(end, work).await.is_ok();
        }
        // Nobody writes any more: what is left gets its seals.
        self.stop_sealing.cancel();
        for sealing in self.sealing {
            clean &= timeout_at(end, sealing).await.is_ok();
        }
        for store in self.stores.into_iter().rev() {
            clean &= timeout_at(end, store.close()).await.is_ok();
        }
        clean
    }

    /// Resolved when serving ended by itself.
    pub async fn ended(&mut self) {
        let _ = (&mut self.server).await;
    }
}
