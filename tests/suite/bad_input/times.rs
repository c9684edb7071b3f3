//! Calls that have no time left, or lose it on the way.

use prost_reflect::prost::Message;
use proto::{
    Rpc,
    registrations::v1::{CreateRegistrationRequest, Registration, UpdateRegistrationRequest},
};
use tests::{
    network::{Network, registration},
    platform::Failure,
    web,
};
use tonic::Code;

use super::refusal::{LANGUAGES, check, refused};

/// By gRPC-Web, since a gRPC client would give up by itself and not wait for the answer.
pub async fn a_call_whose_time_is_over_changes_nothing(network: &Network) -> Result<(), Failure> {
    let before = network.data.settled().await?;
    for timeout in ["0S", "0n", "1n"] {
        is_too_late(network, timeout).await?;
    }
    // Time that runs out while another writer has the table: the call is answered, and what it began comes to nothing
    // when its turn comes.
    let holding = network.data.hold_registrations().await?;
    is_too_late(network, "500m").await?;
    holding.rollback().await?;
    after_it_had_its_turn(network).await?;
    assert_eq!(network.data.settled().await?, before, "a call that was answered as too late");
    Ok(())
}

async fn is_too_late(network: &Network, timeout: &str) -> Result<(), Failure> {
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration("Tarde")),
        ..Default::default()
    };
    let bearer = format!("Bearer {}", network.issuer.token("office:do", "office_admin", "do")?);
    for language in LANGUAGES {
        let headers = [("authorization", bearer.as_str()), ("accept-language", language), ("grpc-timeout", timeout)];
        let method = CreateRegistrationRequest::METHOD;
        let answer = web::call(network.url(), method, &request.encode_to_vec(), &headers).await?;
        let status = answer.status().ok_or("no status")?;
        check(&status, language, refused(Code::DeadlineExceeded, "DEADLINE_EXCEEDED"))?;
    }
    Ok(())
}

/// A write that is refused, and that SQLite's one writer answers only after all that came before.
async fn after_it_had_its_turn(network: &Network) -> Result<(), Failure> {
    let request = UpdateRegistrationRequest {
        registration: Some(Registration {
            name: "countries/do/registrations/00000000-0000-7000-8000-000000000000".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    assert!(network.office("do")?.registrations.update_registration(request).await.is_err());
    network.data.quiet().await
}
