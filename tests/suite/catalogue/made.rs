//! Entries of the catalogue on either ground, without the review that leads to them.

use platform::clients::Caller;
use proto::registrations::v1::{
    Publication, PublishRegistrationRequest, Registration, UpdatePublicationRequest, UpdatePublicationResponse,
};
use sea_orm::ConnectionTrait;
use tests::{network::Network, platform::Failure};
use tonic::Status;

/// A registration of a country as one that was validated, with the consent to publish it; its title is no other's.
pub async fn validated(network: &Network, country: &str, registration: Registration) -> Result<Registration, Failure> {
    let made = network.draft(country, registration).await?;
    let session = network.data.connect("registrations").await?;
    let title = made.title.replace('\'', "''");
    let statement = format!(
        "UPDATE registrations SET state = 'VALIDATED', publication_consent = true WHERE country = '{country}' AND \
         title = '{title}'"
    );
    assert_eq!(session.execute_unprepared(&statement).await?.rows_affected(), 1, "{statement}");
    session.close().await?;
    Ok(made)
}

/// The entry of a registration that its office puts into the catalogue.
pub async fn published(network: &Network, country: &str, registration: Registration) -> Result<Publication, Failure> {
    let name = validated(network, country, registration).await?.name;
    publish(&network.office(country)?, &name).await
}

/// Publishes what was validated.
pub async fn publish(office: &Caller, registration: &str) -> Result<Publication, Failure> {
    let request = PublishRegistrationRequest { name: registration.into(), ..PublishRegistrationRequest::default() };
    let answer = office.registrations.clone().publish_registration(request).await?.into_inner();
    Ok(answer.publication.ok_or("no publication")?)
}

/// Changes an entry at these paths.
pub async fn update(
    office: &Caller,
    publication: Publication,
    paths: &[&str],
) -> Result<UpdatePublicationResponse, Status> {
    let mask = prost_types::FieldMask { paths: paths.iter().map(|path| (*path).to_owned()).collect() };
    let request = UpdatePublicationRequest {
        publication: Some(publication),
        update_mask: Some(mask),
        ..UpdatePublicationRequest::default()
    };
    Ok(office.registrations.clone().update_publication(request).await?.into_inner())
}
