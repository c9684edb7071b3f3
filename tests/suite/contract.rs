//! What every client may count on beside the rpcs: reflection, health, gRPC-Web; and a client that is not ours.

use std::path::{Path, PathBuf};

use prost_reflect::prost::Message;
use proto::partners::v1::{GetCountryRequest, GetCountryResponse, ListCountriesRequest, ListCountriesResponse};
use tests::{network::Network, platform::Failure, web};
use tokio::process::Command;
use tokio_stream::StreamExt;
use tonic::Code;
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};

const OURS: [&str; 5] = [
    "aceleracion.notifications.v1.NotificationsService",
    "aceleracion.partners.v1.PartnersService",
    "aceleracion.platform.v1.EventsService",
    "aceleracion.registrations.v1.RegistrationsService",
    "aceleracion.reviews.v1.ReviewsService",
];

#[tokio::test(flavor = "multi_thread")]
async fn any_client_finds_its_way_around() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    reflection_lists_the_services_and_shows_their_files(&network).await?;
    health_is_told_of_all_and_of_each(&network).await?;
    browsers_are_answered_in_their_own_framing(&network).await?;
    a_client_that_is_not_ours_calls_by_reflection_alone(&network).await
}

async fn reflection_lists_the_services_and_shows_their_files(network: &Network) -> Result<(), Failure> {
    let ask = |question| ServerReflectionRequest { host: String::new(), message_request: Some(question) };
    let questions = [
        MessageRequest::ListServices(String::new()),
        MessageRequest::FileContainingSymbol(
            "aceleracion.registrations.v1.RegistrationsService.SubmitRegistration".into(),
        ),
        MessageRequest::FileContainingSymbol("aceleracion.nothing.v1.Nothing".into()),
    ];
    let mut client = ServerReflectionClient::new(network.channel().await?);
    let mut answers = client.server_reflection_info(tokio_stream::iter(questions.map(ask))).await?.into_inner();
    let mut next = async || Ok::<_, Failure>(answers.next().await.ok_or("no answer")??.message_response);
    let Some(MessageResponse::ListServicesResponse(listed)) = next().await? else {
        return Err("the services are not listed".into());
    };
    let names: Vec<&str> = listed.service.iter().map(|service| service.name.as_str()).collect();
    assert!(OURS.iter().all(|ours| names.contains(ours)), "{names:?}");
    let Some(MessageResponse::FileDescriptorResponse(files)) = next().await? else {
        return Err("the symbol is not resolved".into());
    };
    let file = prost_types::FileDescriptorProto::decode(files.file_descriptor_proto[0].as_slice())?;
    assert_eq!(file.package(), "aceleracion.registrations.v1");
    assert!(file.service.iter().any(|service| service.name() == "RegistrationsService"));
    // An unknown symbol ends the stream with NOT_FOUND, or is answered with an error; it never has a file.
    match next().await {
        Ok(answer) => assert!(matches!(answer, Some(MessageResponse::ErrorResponse(_))), "{answer:?}"),
        Err(failure) => {
            let code = failure.downcast_ref::<tonic::Status>().map(tonic::Status::code);
            assert_eq!(code, Some(Code::NotFound), "{failure}");
        }
    }
    Ok(())
}

async fn health_is_told_of_all_and_of_each(network: &Network) -> Result<(), Failure> {
    let mut client = HealthClient::new(network.channel().await?);
    for service in [""].iter().chain(OURS.iter()) {
        let answer = client.check(HealthCheckRequest { service: (*service).into() }).await;
        let answer = answer.map_err(|status| format!("{service:?}: {status}"))?.into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving, "{service:?}");
    }
    let unknown = client.check(HealthCheckRequest { service: "aceleracion.nothing.v1.Nothing".into() }).await;
    assert_eq!(unknown.map(drop).map_err(|status| status.code()), Err(Code::NotFound));
    Ok(())
}

async fn browsers_are_answered_in_their_own_framing(network: &Network) -> Result<(), Failure> {
    let method = "/aceleracion.partners.v1.PartnersService/ListCountries";
    let request = ListCountriesRequest::default().encode_to_vec();
    let answer = web::call(network.url(), method, &request, &[]).await?;
    assert_eq!(answer.http_status, 200);
    assert_eq!(answer.headers["content-type"], "application/grpc-web+proto");
    assert_eq!(answer.trailers.as_ref().ok_or("no trailers frame")?["grpc-status"], "0");
    let [message] = answer.messages.as_slice() else { return Err("one message is expected".into()) };
    let listed = ListCountriesResponse::decode(message.as_slice())?.countries;
    assert_eq!(
        listed.iter().map(|country| country.name.as_str()).collect::<Vec<_>>(),
        ["countries/cr", "countries/do"]
    );

    // The gate stands before them as before everybody.
    let method = "/aceleracion.partners.v1.PartnersService/ListMembers";
    let refused = web::call(network.url(), method, &[], &[]).await?;
    assert_eq!(refused.status().map(|status| status.code()), Some(Code::Unauthenticated));
    assert!(refused.messages.is_empty());

    let method = "/aceleracion.partners.v1.PartnersService/GetCountry";
    let request = GetCountryRequest { name: "countries/do".into() }.encode_to_vec();
    let answer = web::call(network.url(), method, &request, &[]).await?;
    let country = GetCountryResponse::decode(answer.messages[0].as_slice())?.country;
    assert_eq!(country.map(|country| country.name), Some("countries/do".to_owned()));
    Ok(())
}

async fn a_client_that_is_not_ours_calls_by_reflection_alone(network: &Network) -> Result<(), Failure> {
    let listed = buf(&["--list-methods", network.url()]).await?;
    for service in OURS {
        assert!(listed.lines().any(|line| line.starts_with(service)), "{service} is not in\n{listed}");
    }
    let url = format!("{}/aceleracion.partners.v1.PartnersService/GetCountry", network.url());
    let answer: serde_json::Value = serde_json::from_str(&buf(&["-d", r#"{"name":"countries/do"}"#, &url]).await?)?;
    assert_eq!(answer["country"]["defaultLanguage"], "es", "{answer}");
    Ok(())
}

/// What `buf curl` prints; it knows nothing of the contract but what reflection tells it.
async fn buf(arguments: &[&str]) -> Result<String, Failure> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache/venv/bin/buf");
    let program = if beside.is_file() { beside } else { PathBuf::from("buf") };
    let mut command = Command::new(program);
    command.args(["curl", "--protocol", "grpc", "--http2-prior-knowledge"]).args(arguments);
    let output = command
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|problem| format!("buf cannot be started ({problem}); tests/run installs it"))?;
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout)?),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned().into()),
    }
}
