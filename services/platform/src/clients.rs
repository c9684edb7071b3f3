//! Clients of the platform's services, for the console and the command line. Services hold none.

use std::{net::SocketAddr, time::Duration};

use http::Uri;
use proto::{
    notifications::v1::notifications_service_client::NotificationsServiceClient,
    partners::v1::partners_service_client::PartnersServiceClient,
    platform::v1::{
        audit_service_client::AuditServiceClient, events_service_client::EventsServiceClient,
        personal_data_service_client::PersonalDataServiceClient,
    },
    registrations::v1::registrations_service_client::RegistrationsServiceClient,
    reviews::v1::reviews_service_client::ReviewsServiceClient,
};
use tonic::{
    GrpcMethod, Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};

use crate::{
    config::Config,
    tls::{self, TlsProblem},
};

const CONNECT: Duration = Duration::from_secs(5);
/// How often a connection with open calls is asked whether it lives, and how long it may take to say so.
const KEEPALIVE: Duration = Duration::from_secs(20);
const TIMEOUT: &str = "grpc-timeout";

/// The services, by name.
pub const SERVICES: [&str; 4] = ["registrations", "partners", "reviews", "notifications"];

/// Why a client could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientProblem {
    /// A place that is none, or a token that no header can hold.
    #[error("clients.{service}: {problem}; it has to be a URL such as http://127.0.0.1:7400")]
    Place {
        /// The service, or what else was wrong.
        service: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// Certificates that TLS refuses.
    #[error("TLS of the clients: {0}; set clients.ca_file to whoever vouches for the services")]
    Refused(String),
    /// A certificate or key that cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsProblem),
}

/// Where and how to call, if `uri` is a place that can be called: by https with the certificates of `clients`.
pub fn endpoint(config: &Config, uri: Uri) -> Result<Endpoint, ClientProblem> {
    let secure = uri.scheme_str() == Some("https");
    let endpoint = Endpoint::from(uri);
    if !secure {
        return Ok(endpoint);
    }
    endpoint.tls_config(tls::client(config)?).map_err(|problem| ClientProblem::Refused(reason(&problem)))
}

/// The last cause: those before it only say that something failed on the way.
pub fn reason(problem: &tonic::transport::Error) -> String {
    let mut cause: &dyn std::error::Error = problem;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

/// Sends a token and the wish for a language with every call, and how long it is waited for.
#[derive(Clone)]
pub struct Bearer {
    token: MetadataValue<Ascii>,
    language: MetadataValue<Ascii>,
    patience: Duration,
}

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        // A file or a log takes as long as it is long; that the other side lives is known by the connection.
        if !request.metadata().contains_key(TIMEOUT) && !streams(&request) {
            request.set_timeout(self.patience);
        }
        request.metadata_mut().insert("authorization", self.token.clone());
        request.metadata_mut().insert("accept-language", self.language.clone());
        Ok(request)
    }
}

/// Whether requests or answers of this call come as a stream.
fn streams(request: &Request<()>) -> bool {
    let Some(called) = request.extensions().get::<GrpcMethod<'static>>() else { return false };
    let service = proto::pool().get_service_by_name(called.service());
    let method = service.and_then(|service| service.methods().find(|method| method.name() == called.method()));
    method.is_some_and(|method| method.is_client_streaming() || method.is_server_streaming())
}

/// A channel whose calls carry a token.
pub type Authorized = InterceptedService<Channel, Bearer>;

/// Channels to the services; they connect when they are first used.
#[derive(Clone)]
pub struct Clients {
    channels: Vec<(&'static str, Channel)>,
    patience: Duration,
}

/// The services as one caller sees them.
#[derive(Clone)]
pub struct Caller {
    /// Registrations.
    pub registrations: RegistrationsServiceClient<Authorized>,
    /// Partners.
    pub partners: PartnersServiceClient<Authorized>,
    /// Reviews.
    pub reviews: ReviewsServiceClient<Authorized>,
    /// Notifications.
    pub notifications: NotificationsServiceClient<Authorized>,
    /// The events of each service, by its name.
    pub events: Vec<(&'static str, EventsServiceClient<Authorized>)>,
    /// The audit log of each service, by its name.
    pub audit: Vec<(&'static str, AuditServiceClient<Authorized>)>,
    /// What each service holds of people, by its name.
    pub personal: Vec<(&'static str, PersonalDataServiceClient<Authorized>)>,
}

impl Clients {
    /// The services where `clients` in the configuration says, or at `listening`.
    pub fn from_config(config: &Config, listening: SocketAddr) -> Result<Self, ClientProblem> {
        let mut channels = Vec::new();
        for service in SERVICES {
            let url = config.client_url(service, listening);
            let uri: Uri =
                url.parse().map_err(|problem| ClientProblem::Place { service, problem: format!("{problem}") })?;
            let endpoint = endpoint(config, uri)?.connect_timeout(CONNECT).tcp_nodelay(true);
            let endpoint = endpoint.http2_keep_alive_interval(KEEPALIVE).keep_alive_timeout(KEEPALIVE);
            channels.push((service, endpoint.connect_lazy()));
        }
        Ok(Self { channels, patience: Duration::from_secs(config.server.request_timeout_seconds) })
    }

    /// The services as the bearer of `token` sees them, answering in `language`.
    pub fn caller(&self, token: &str, language: &str) -> Result<Caller, ClientProblem> {
        let value = |text: String| {
            let problem = |problem| ClientProblem::Place { service: "token", problem: format!("{problem}") };
            MetadataValue::try_from(text).map_err(problem)
        };
        let (token, language) = (value(format!("Bearer {token}"))?, value(language.to_owned())?);
        let bearer = Bearer { token, language, patience: self.patience };
        let authorized = |service: &str| {
            let found = self.channels.iter().find(|(name, _)| *name == service).map(|(_, channel)| channel.clone());
            let missing = || ClientProblem::Place { service: "clients", problem: format!("no channel to {service}") };
            found.map(|channel| InterceptedService::new(channel, bearer.clone())).ok_or_else(missing)
        };
        let (mut events, mut audit, mut personal) = (Vec::new(), Vec::new(), Vec::new());
        for service in SERVICES {
            events.push((service, EventsServiceClient::new(authorized(service)?)));
            audit.push((service, AuditServiceClient::new(authorized(service)?)));
            personal.push((service, PersonalDataServiceClient::new(authorized(service)?)));
        }
        Ok(Caller {
            registrations: RegistrationsServiceClient::new(authorized("registrations")?),
            partners: PartnersServiceClient::new(authorized("partners")?),
            reviews: ReviewsServiceClient::new(authorized("reviews")?),
            notifications: NotificationsServiceClient::new(authorized("notifications")?),
            events,
            audit,
            personal,
        })
    }
}
