//! What the public reads while the applicant mends something, and after that.

use proto::{
    registrations::v1::{
        ConsentKind, GiveConsentRequest, Publication, PublishRegistrationRequest, Registration, registration::State,
    },
    reviews::v1::ValidationOutcome,
};
use tests::{network::Network, platform::Failure};

use super::{
    Accepted,
    mending::{answer, ask, update},
};

/// Validated, with the consent of its applicant to its publication.
async fn validated(network: &Network, title: &str) -> Result<Accepted, Failure> {
    let entry = Accepted::made(network, title).await?;
    entry.validate(ValidationOutcome::Passed).await?;
    entry.comes_to(State::Validated).await?;
    let kind = ConsentKind::Publication.into();
    let request = GiveConsentRequest { name: entry.registration.clone(), kind, ..Default::default() };
    entry.applicant.registrations.clone().give_consent(request).await?;
    Ok(entry)
}

async fn publish(entry: &Accepted) -> Result<Publication, Failure> {
    let request = PublishRegistrationRequest { name: entry.registration.clone(), ..Default::default() };
    let published = entry.office.registrations.clone().publish_registration(request).await?.into_inner();
    Ok(published.publication.ok_or("no publication")?)
}

fn summary(text: &str) -> Registration {
    Registration { summary: text.into(), ..Default::default() }
}

pub async fn what_is_half_mended_is_not_published(network: &Network) -> Result<(), Failure> {
    let entry = validated(network, "Dique").await?;
    let handed_in = entry.read().await?.summary;
    ask(&entry).await?;
    update(&entry, summary("A medias"), "summary").await?;
    assert_eq!(publish(&entry).await?.summary, handed_in);
    answer(&entry).await?;
    Ok(())
}
