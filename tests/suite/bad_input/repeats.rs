//! Request ids: one id stands for one request, however often it comes.

use proto::{
    Rpc,
    registrations::v1::{CreateRegistrationRequest, GetRegistrationRequest},
};
use tests::{
    network::{Network, registration},
    platform::Failure,
};
use tonic::Code;

use super::refusal::{is_refused, refused};

fn create(title: &str, request_id: &str) -> CreateRegistrationRequest {
    CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration(title)),
        request_id: request_id.into(),
    }
}

pub async fn a_request_id_stands_for_one_request(network: &Network) -> Result<(), Failure> {
    let id = uuid::Uuid::now_v7().to_string();
    let mut office = network.office("do")?.registrations;
    let first = office.create_registration(create("Una vez", &id)).await?.into_inner();
    let after_first = network.data.settled().await?;
    let again = office.create_registration(create("Una vez", &id)).await?.into_inner();
    assert_eq!(first, again);
    let channel = network.channel().await?;
    let token = network.issuer.token("office:do", "office_admin", "do")?;
    let reused = refused(Code::AlreadyExists, "REQUEST_ID_REUSED");
    is_refused(&channel, &token, CreateRegistrationRequest::METHOD, &create("Otra cosa", &id), reused).await?;
    assert_eq!(network.data.settled().await?, after_first);
    // Of somebody else, or elsewhere, the same id is another one.
    let elsewhere = CreateRegistrationRequest { parent: "countries/cr".into(), ..create("Una vez", &id) };
    let elsewhere = network.office("cr")?.registrations.create_registration(elsewhere).await?.into_inner();
    assert_ne!(elsewhere.registration.map(|it| it.name), first.registration.map(|it| it.name));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_equal_requests_at_the_same_moment_both_get_the_first_answer_on_embedded_parts() -> Result<(), Failure> {
    two_at_the_same_moment(&Network::embedded().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_equal_requests_at_the_same_moment_both_get_the_first_answer_on_real_servers() -> Result<(), Failure> {
    two_at_the_same_moment(&Network::real("repeats").await?).await
}

async fn two_at_the_same_moment(network: &Network) -> Result<(), Failure> {
    for round in 0..10 {
        let id = uuid::Uuid::now_v7().to_string();
        let title = format!("A la vez {round}");
        let (mut one, mut other) = (network.office("do")?.registrations, network.office("do")?.registrations);
        let (one, other) =
            tokio::join!(one.create_registration(create(&title, &id)), other.create_registration(create(&title, &id)),);
        let (one, other) = (one?.into_inner(), other?.into_inner());
        assert_eq!(one, other, "{title}");
        let name = one.registration.map(|it| it.name).unwrap_or_default();
        network.office("do")?.registrations.get_registration(GetRegistrationRequest { name }).await?;
    }
    Ok(())
}
