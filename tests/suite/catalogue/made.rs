//! Entries of the catalogue on either ground, without the review that leads to them; and what is done with them.

use platform::clients::Caller;
use proto::registrations::v1::{
    CatalogueEntry, ConsentKind, GiveConsentRequest, ListCatalogueEntriesRequest, Publication,
    PublishRegistrationRequest, Registration, ResumePublicationRequest, SuspendPublicationRequest,
    UpdatePublicationRequest, UpdatePublicationResponse, WithdrawConsentRequest,
};
use sea_orm::ConnectionTrait;
use tests::{network::Network, platform::Failure};
use tonic::Status;

/// A registration of a country as one that was validated, with the consent to publish it; its title is no other's.
pub async fn validated(network: &Network, country: &str, registration: Registration) -> Result<Registration, Failure> {
    let made = network.draft(country, registration).await?;
    stands_validated(network, country, &made.title).await?;
    Ok(made)
}

/// The one registration of this title stands as one that was validated, with the consent to publish it.
pub async fn stands_validated(network: &Network, country: &str, title: &str) -> Result<(), Failure> {
    let session = network.data.connect("registrations").await?;
    let title = title.replace('\'', "''");
    let statement = format!(
        "UPDATE registrations SET state = 'VALIDATED', publication_consent = true WHERE country = '{country}' AND \
         title = '{title}'"
    );
    assert_eq!(session.execute_unprepared(&statement).await?.rows_affected(), 1, "{statement}");
    Ok(session.close().await?)
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

/// Has an entry under embargo for so many seconds from now.
pub async fn embargo(office: &Caller, name: &str, seconds: i64) -> Result<CatalogueEntry, Failure> {
    let end = platform::moment::now().unix_timestamp() + seconds;
    let request = UpdatePublicationRequest {
        publication: Some(Publication { name: name.into(), ..Publication::default() }),
        embargo_time: Some(platform::moment::timestamp(platform::moment::from_seconds(end))),
        ..UpdatePublicationRequest::default()
    };
    let answer = office.registrations.clone().update_publication(request).await?.into_inner();
    Ok(answer.entry.ok_or("no entry")?)
}

/// Takes the consent to the publication back.
pub async fn disagree(office: &Caller, registration: &str) -> Result<(), Status> {
    let kind = ConsentKind::Publication.into();
    let request = WithdrawConsentRequest { name: registration.into(), kind, ..WithdrawConsentRequest::default() };
    office.registrations.clone().withdraw_consent(request).await.map(drop)
}

/// Gives it again, in a country without a notice.
pub async fn agree(office: &Caller, registration: &str) -> Result<(), Status> {
    let kind = ConsentKind::Publication.into();
    let request = GiveConsentRequest { name: registration.into(), kind, ..GiveConsentRequest::default() };
    office.registrations.clone().give_consent(request).await.map(drop)
}

/// Takes an entry out of the catalogue.
pub async fn suspend(office: &Caller, name: &str, reason: &str) -> Result<(), Status> {
    let request = SuspendPublicationRequest { name: name.into(), reason: reason.into(), ..Default::default() };
    office.registrations.clone().suspend_publication(request).await.map(drop)
}

/// Brings one back.
pub async fn resume(office: &Caller, name: &str) -> Result<(), Status> {
    let request = ResumePublicationRequest { name: name.into(), ..ResumePublicationRequest::default() };
    office.registrations.clone().resume_publication(request).await.map(drop)
}

/// An entry of `do` as its office sees it.
pub async fn entry(network: &Network, name: &str) -> Result<CatalogueEntry, Failure> {
    let request = ListCatalogueEntriesRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
    let listed = network.office("do")?.registrations.list_catalogue_entries(request).await?.into_inner().entries;
    let found = listed.into_iter().find(|entry| entry.publication.as_ref().is_some_and(|found| found.name == name));
    found.ok_or_else(|| "the office does not see it".into())
}
