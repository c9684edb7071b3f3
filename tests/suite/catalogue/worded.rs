//! What the office writes for the public.

use proto::registrations::v1::{GetRegistrationRequest, Publication, UpdatePublicationRequest};
use tests::{
    network::{Network, registration},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{
    asked::{Asked, get, missing},
    made::published,
};

pub async fn the_office_writes_for_the_public(network: &Network) -> Result<(), Failure> {
    let asked = Asked::by(network)?;
    let shown = published(network, "do", registration("En palabras propias")).await?;
    let mut office = network.office("do")?.registrations;
    let new = Publication {
        name: shown.name.clone(),
        title: "Para todos".into(),
        summary: "En palabras de la oficina".into(),
        ..Publication::default()
    };
    let update = UpdatePublicationRequest { publication: Some(new), ..UpdatePublicationRequest::default() };
    office.update_publication(update.clone()).await?;
    let now = get(&asked, &shown.name).await?.ok_or("it is shown")?;
    assert_eq!((now.title.as_str(), now.summary.as_str()), ("Para todos", "En palabras de la oficina"));
    assert_eq!(now.organisation, shown.organisation);
    let registration = GetRegistrationRequest { name: shown.registration.clone() };
    let registration = office.get_registration(registration).await?.into_inner().registration.unwrap_or_default();
    assert_eq!((registration.title, registration.summary), (shown.title, shown.summary), "the applicant's stay");

    let mut too_long = update.clone();
    too_long.publication.get_or_insert_default().title = "x".repeat(201);
    assert_eq!(refusal(office.update_publication(too_long).await), of(Code::InvalidArgument, "INVALID_FIELD"));
    assert_eq!(refusal(network.office("cr")?.registrations.update_publication(update).await), missing());
    Ok(())
}
