//! How much may be asked of a process, by a caller, in a country and over a connection: who meets a limit is told which one
//! and when to call again, others go on, and the health stays what it is.

mod callers;
mod connections;
mod countries;
mod process;
mod slow;

use std::time::Duration;

use platform::clients::Caller;
use proto::{
    partners::v1::ListCountriesRequest,
    registrations::v1::{
        CreateRegistrationRequest, ImportRegistrationsRequest, ImportRegistrationsResponse, ImportSettings,
        ListRegistrationsRequest, import_registrations_request::Content,
    },
};
use tests::{
    network::{EDITION, Network, registration},
    platform::Failure,
};
use tokio::{sync::mpsc, task::JoinHandle};
use tonic::{Code, Response, Status, transport::Channel};
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};
use tonic_types::StatusExt;

/// Longer than any test holds a table.
const PATIENT: (&str, &str) = ("database.acquire_timeout_seconds", "60");

/// A platform with some of the limits, by their names.
async fn limited(limits: &[(&str, &str)]) -> Result<Network, Failure> {
    let named: Vec<(String, &str)> = limits
        .iter()
        .map(|(name, value)| (format!("ACELERACION__{}", name.replace('.', "__").to_uppercase()), *value))
        .collect();
    let named: Vec<(&str, &str)> = named.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    Network::embedded_with(&named).await
}

/// The request for a draft.
fn draft(country: &str, title: &str) -> CreateRegistrationRequest {
    let registration = Some(registration(title));
    CreateRegistrationRequest { parent: format!("countries/{country}"), registration, ..Default::default() }
}

/// Reads the registrations of a country.
async fn list(caller: &Caller, country: &str) -> Result<(), Status> {
    let request = ListRegistrationsRequest { parent: format!("countries/{country}"), ..Default::default() };
    caller.clone().registrations.list_registrations(request).await.map(drop)
}

/// Reads what everybody may read.
async fn list_countries(caller: &Caller) -> Result<(), Status> {
    caller.clone().partners.list_countries(ListCountriesRequest::default()).await.map(drop)
}

/// The refusal has this code and reason, names whose limit it is, where it is somebody's, and says when to call again.
fn check(status: &Status, code: Code, reason: &str, limited: Option<&str>) -> Result<(), Failure> {
    let details = status.get_error_details();
    assert_eq!(status.code(), code, "{status:?}");
    assert_eq!(details.error_info().map(|info| info.reason.as_str()), Some(reason), "{status:?}");
    assert!(details.localized_message().is_some_and(|text| !text.message.is_empty()), "{details:?}");
    let violations = details.quota_failure().map(|quota| quota.violations.clone()).unwrap_or_default();
    let named: Vec<&str> = violations.iter().map(|violation| violation.subject.as_str()).collect();
    assert_eq!(named, limited.into_iter().collect::<Vec<_>>(), "{details:?}");
    let pause = details.retry_info().and_then(|info| info.retry_delay).ok_or("no time to call again after")?;
    assert!(pause > Duration::ZERO && pause <= Duration::from_secs(1), "{pause:?}");
    Ok(())
}

/// The refusals among the answers.
fn refusals(answers: Vec<Result<(), Status>>) -> Vec<Status> {
    answers.into_iter().filter_map(Result::err).collect()
}

/// The health service, and each service, say that they serve.
async fn is_healthy(channel: &Channel) -> Result<(), Failure> {
    let mut health = HealthClient::new(channel.clone());
    for service in ["", registrations::SERVICE.grpc[0], partners::SERVICE.grpc[0]] {
        let answer = health.check(HealthCheckRequest { service: service.into() }).await?.into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving, "{service:?}");
    }
    Ok(())
}

/// An import that has been begun, and goes on with what is sent.
struct Import {
    sender: mpsc::Sender<ImportRegistrationsRequest>,
    answer: JoinHandle<Result<Response<ImportRegistrationsResponse>, Status>>,
}

impl Import {
    fn begin(caller: &Caller) -> Self {
        let mut registrations = caller.registrations.clone();
        let (sender, receiver) = mpsc::channel(16);
        let messages = tokio_stream::wrappers::ReceiverStream::new(receiver);
        let answer = tokio::spawn(async move { registrations.import_registrations(messages).await });
        Self { sender, answer }
    }

    /// What to send first.
    async fn send_settings(&self, country: &str) -> Result<(), Failure> {
        let (edition, file_name) = (EDITION.into(), "registros.csv".into());
        let settings =
            ImportSettings { parent: format!("countries/{country}"), edition, file_name, ..ImportSettings::default() };
        self.send(Content::Settings(settings)).await
    }

    async fn send(&self, content: Content) -> Result<(), Failure> {
        Ok(self.sender.send(ImportRegistrationsRequest { content: Some(content) }).await?)
    }

    /// The end of the file; the answer.
    async fn end(self) -> Result<Result<ImportRegistrationsResponse, Status>, Failure> {
        drop(self.sender);
        Ok(self.answer.await?.map(Response::into_inner))
    }

    /// The answer to what is still going on.
    async fn refusal(self) -> Result<Status, Failure> {
        let answer = tokio::time::timeout(Duration::from_secs(60), self.answer).await?;
        answer?.err().ok_or_else(|| "the import was taken".into())
    }
}
