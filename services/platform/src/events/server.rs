//! The events service: what operators ask of the outboxes and inboxes of the services in this process.

use proto::platform::v1::{
    GetParkedEventRequest, GetParkedEventResponse, ListParkedEventsRequest, ListParkedEventsResponse, ParkedEvent,
    ReplayParkedEventRequest, ReplayParkedEventResponse, SummarizeEventsRequest, SummarizeEventsResponse,
    events_service_server::{self as generated, EventsService, EventsServiceServer},
};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::parked::{self, Parked};
use crate::{
    access::Permit,
    config::Config,
    error::{Error, Result},
    list, moment, names,
    page::Page,
    personal::redacted,
    rpc,
    store::Store,
    validate,
};

/// Answers for the stores of this process.
pub(crate) struct EventsServer {
    stores: Vec<Store>,
}

impl EventsServer {
    /// Its full name, for the health answers.
    pub(crate) const NAME: &str = generated::SERVICE_NAME;

    pub(crate) fn service(stores: Vec<Store>, config: &Config) -> EventsServiceServer<Self> {
        EventsServiceServer::new(Self { stores }).max_decoding_message_size(config.server.max_message_bytes)
    }

    fn store(&self, service: &str) -> Result<&Store> {
        let found = self.stores.iter().find(|store| store.service == service);
        found.ok_or_else(|| Error::not_found(&format!("services/{service}")))
    }

    fn parked_at<'a>(&self, name: &'a str) -> Result<(&Store, &'a str, Uuid)> {
        let [service, id] = names::segments("name", name, "services/*/parkedEvents/*")?;
        Ok((self.store(service)?, service, names::uuid(name, id)?))
    }

    async fn list(&self, permit: &Permit, request: ListParkedEventsRequest) -> Result<ListParkedEventsResponse> {
        validate::message(&request)?;
        permit.admit(&names::Place::AcrossCountries, &request.parent)?;
        let [service] = names::segments("parent", &request.parent, "services/*")?;
        let page = Page::of(request.page_size, &request.page_token, &["ListParkedEvents", &request.parent])?;
        let after = page.after.as_deref().map(Uuid::try_parse).transpose().map_err(|_| list::no_position())?;
        let found = parked::list(self.store(service)?, after, page.limit()).await?;
        let (found, next_page_token) = page.cut(found, |parked| parked.envelope.id.to_string());
        let parked_events = found.into_iter().map(|parked| message(service, parked)).collect();
        Ok(ListParkedEventsResponse { parked_events, next_page_token })
    }

    async fn get(&self, permit: &Permit, request: GetParkedEventRequest) -> Result<GetParkedEventResponse> {
        validate::message(&request)?;
        permit.admit(&names::Place::AcrossCountries, &request.name)?;
        let (store, service, id) = self.parked_at(&request.name)?;
        let found = parked::get(store, id).await?.ok_or_else(|| Error::not_found(&request.name))?;
        Ok(GetParkedEventResponse { parked_event: Some(message(service, found)) })
    }

    async fn replay(&self, permit: &Permit, request: ReplayParkedEventRequest) -> Result<ReplayParkedEventResponse> {
        validate::message(&request)?;
        permit.admit(&names::Place::AcrossCountries, &request.name)?;
        let (store, service, id) = self.parked_at(&request.name)?;
        let found = parked::get(store, id).await?.ok_or_else(|| Error::not_found(&request.name))?;
        if !parked::replay(store, id).await? {
            return Err(Error::not_found(&request.name));
        }
        tracing::info!(service, event = found.envelope.name, %id, by = permit.subject, "parked event replayed");
        Ok(ReplayParkedEventResponse { parked_event: Some(message(service, found)) })
    }

    async fn summarize(&self, permit: &Permit, request: SummarizeEventsRequest) -> Result<SummarizeEventsResponse> {
        validate::message(&request)?;
        permit.admit(&names::Place::AcrossCountries, &request.parent)?;
        let [service] = names::segments("parent", &request.parent, "services/*")?;
        let summary = parked::summarize(self.store(service)?).await?;
        let parked::Summary { published, consumed, parked, pending } = summary;
        Ok(SummarizeEventsResponse { published, consumed, parked, pending })
    }
}

#[tonic::async_trait]
impl EventsService for EventsServer {
    async fn list_parked_events(
        &self,
        request: Request<ListParkedEventsRequest>,
    ) -> std::result::Result<Response<ListParkedEventsResponse>, Status> {
        let (permit, request) = rpc::open(request)?;
        answer(&permit, self.list(&permit, request).await)
    }

    async fn get_parked_event(
        &self,
        request: Request<GetParkedEventRequest>,
    ) -> std::result::Result<Response<GetParkedEventResponse>, Status> {
        let (permit, request) = rpc::open(request)?;
        answer(&permit, self.get(&permit, request).await)
    }

    async fn replay_parked_event(
        &self,
        request: Request<ReplayParkedEventRequest>,
    ) -> std::result::Result<Response<ReplayParkedEventResponse>, Status> {
        let (permit, request) = rpc::open(request)?;
        answer(&permit, self.replay(&permit, request).await)
    }

    async fn summarize_events(
        &self,
        request: Request<SummarizeEventsRequest>,
    ) -> std::result::Result<Response<SummarizeEventsResponse>, Status> {
        let (permit, request) = rpc::open(request)?;
        answer(&permit, self.summarize(&permit, request).await)
    }
}

fn answer<T>(permit: &Permit, answer: Result<T>) -> std::result::Result<Response<T>, Status> {
    answer.map(Response::new).map_err(|error| error.into_status(permit.language))
}

fn message(service: &str, parked: Parked) -> ParkedEvent {
    let envelope = parked.envelope;
    ParkedEvent {
        name: format!("services/{service}/parkedEvents/{}", envelope.id),
        content: content(&envelope.kind, &envelope.data),
        event: envelope.name,
        country: envelope.country,
        subject: envelope.subject,
        event_time: Some(moment::from_milliseconds(envelope.at)),
        park_time: None,
        attempts: parked.attempts,
        failure: parked.problem,
    }
}

/// The message as JSON, without what it says of people.
fn content(kind: &str, data: &[u8]) -> String {
    let redacted = redacted::of(kind, data);
    redacted.and_then(|message| serde_json::to_string(&message).ok()).unwrap_or_default()
}
