//! What an office entered on somebody's behalf is claimed by them, once, with the code that they were sent.

use proto::registrations::v1::{ListRegistrationVersionsRequest, registration::State};
use tests::{
    network::{Network, registration},
    platform::Failure,
    refusal::{of, refusal},
    servers::Mail,
};
use tonic::Code;

use super::asking::{claim, code_in, get, listed, offer, submit, withdraw};

#[tokio::test(flavor = "multi_thread")]
async fn what_an_office_entered_is_claimed_once_by_whom_it_is_of() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let network = Network::real_with("claiming", &[("ACELERACION__MAIL__URL", &mail.url())]).await?;
    let office = network.office("do")?;
    let name = network.draft("do", registration("La que anotó la oficina")).await?.name;
    submit(&office, &name).await?;
    let (ana, not_there) = (network.caller("ana", "applicant", "do", "en")?, of(Code::NotFound, "RESOURCE_NOT_FOUND"));

    let offered = offer(&office, &name, "").await?;
    let first = code_in(&mail, "ana@taller.example.org", 0).await?;
    assert_eq!(offered.email, "ana@taller.example.org", "the contact address, where none is named");
    offer(&office, &name, "duena@example.org").await?;
    let code = code_in(&mail, "duena@example.org", 0).await?;
    assert_eq!(refusal(get(&ana, &name).await), not_there);
    for wrong in ["", "inv_guess", first.as_str()] {
        assert_eq!(refusal(claim(&network.person("mallory")?, &name, wrong).await), not_there, "{wrong:?}");
    }
    let nothing = "countries/do/registrations/00000000-0000-7000-8000-000000000000";
    assert_eq!(refusal(claim(&network.person("mallory")?, nothing, &code).await), not_there);

    assert_eq!(claim(&network.person("ana")?, &name, &code).await?.name, name);
    assert_eq!(refusal(claim(&network.person("mallory")?, &name, &code).await), not_there, "a code works once");
    let owned = of(Code::FailedPrecondition, "STATE_NOT_ALLOWED");
    assert_eq!(refusal(offer(&office, &name, "").await), owned, "it is the office's no more");
    assert_eq!(listed(&ana).await?, [name.as_str()]);
    let request = ListRegistrationVersionsRequest { parent: name.clone(), ..Default::default() };
    let versions = ana.registrations.clone().list_registration_versions(request).await?.into_inner().versions;
    assert_eq!(versions.len(), 1, "with what was handed in of it");
    assert!(get(&office, &name).await.is_ok());
    let draft = network.draft("do", registration("La que nadie entregó")).await?.name;
    offer(&office, &draft, "beto@example.org").await?;
    let code = code_in(&mail, "beto@example.org", 0).await?;
    let claimed = claim(&network.person("beto")?, &draft, &code).await?;
    assert_eq!(claimed.applicant.unwrap_or_default().contact_email, "beto@example.org", "which they read");
    assert_eq!(withdraw(&ana, &name).await?.state(), State::Withdrawn);
    Ok(())
}
