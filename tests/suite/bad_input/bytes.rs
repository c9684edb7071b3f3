//! Bytes that are no message of the rpc, or too many of them.

use prost_reflect::prost::{Message, bytes::Bytes};
use proto::{
    Rpc,
    registrations::v1::{CreateRegistrationRequest, GetRegistrationRequest},
};
use tests::{
    network::{Network, registration},
    platform::Failure,
};
use tonic::Code;

use super::refusal::{bytes_are_refused, is_refused, refused};

pub async fn what_is_too_large_or_no_message_is_the_callers_fault(network: &Network) -> Result<(), Failure> {
    let channel = network.channel().await?;
    let token = network.issuer.token("office:do", "office_admin", "do")?;
    let method = CreateRegistrationRequest::METHOD;
    let mut request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration("Bytes")),
        ..Default::default()
    };
    let malformed = refused(Code::InvalidArgument, "MESSAGE_MALFORMED");
    let whole = request.encode_to_vec();
    let mut not_utf8 = whole.clone();
    let title = not_utf8.windows(5).position(|part| part == b"Bytes").ok_or("the title")?;
    not_utf8[title] = 0xff;
    let cut_off = whole[..whole.len() - 3].to_vec();
    // Field 1 as a number, where the contract has text.
    let another_kind = vec![0x08, 0x01];
    for bytes in [not_utf8, cut_off, another_kind, vec![0xff; 64]] {
        bytes_are_refused(&channel, &token, method, Bytes::from(bytes), malformed).await?;
    }
    // Where only reading is asked for, too.
    bytes_are_refused(&channel, &token, GetRegistrationRequest::METHOD, Bytes::from(vec![0x0a, 0x01, 0xc3]), malformed)
        .await?;

    if let Some(registration) = &mut request.registration {
        registration.description = "a".repeat(4 * 1024 * 1024);
    }
    let too_large = refused(Code::ResourceExhausted, "MESSAGE_TOO_LARGE");
    is_refused(&channel, &token, method, &request, too_large).await
}

/// The limit is the operator's: what the default takes and the rules of the contract refuse is over a smaller one.
#[tokio::test(flavor = "multi_thread")]
async fn the_limit_of_a_message_is_the_one_that_is_set() -> Result<(), Failure> {
    let network = Network::embedded_with(&[("ACELERACION__SERVER__MAX_MESSAGE_BYTES", "65536")]).await?;
    let channel = network.channel().await?;
    let token = network.issuer.token("region", "regional_admin", "network")?;
    let too_large = refused(Code::ResourceExhausted, "MESSAGE_TOO_LARGE");
    let long = vec![0x0a; 70_000];
    for service in [
        "registrations.v1.Registrations",
        "partners.v1.Partners",
        "reviews.v1.Reviews",
        "notifications.v1.Notifications",
        "platform.v1.Events",
    ] {
        let rpc = match service {
            "registrations.v1.Registrations" => "ListRegistrations",
            "partners.v1.Partners" => "ListMembers",
            "reviews.v1.Reviews" => "ListCases",
            "notifications.v1.Notifications" => "ListNotifications",
            _ => "ListParkedEvents",
        };
        let method = format!("/aceleracion.{service}Service/{rpc}");
        bytes_are_refused(&channel, &token, &method, Bytes::from(long.clone()), too_large).await?;
    }
    Ok(())
}
