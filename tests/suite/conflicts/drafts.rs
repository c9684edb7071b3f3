//! What was not handed in yet is hidden from whoever is tied to its applicant, as what was is.

use platform::clients::Caller;
use proto::registrations::v1::{Applicant, CreateRegistrationRequest, ListRegistrationsRequest, Registration};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::recruit;
use crate::registering::asking::{get, submit, update};

pub async fn whoever_is_tied_does_not_see_a_draft_either(network: &Network) -> Result<(), Failure> {
    recruit(network, "lea", "institutions/bank").await?;
    let (lea, sara) =
        (network.caller("lea", "office_staff", "do", "en")?, network.caller("sara", "office_staff", "do", "en")?);
    let dora = network.caller("dora", "applicant", "do", "en")?;
    let name = draft(&dora, "El borrador de Dora", "https://www.lea.example/rutas").await?;
    is_shown_to(&lea, &name, false).await?;
    assert!(get(&sara, &name).await.is_ok() && get(&dora, &name).await.is_ok(), "it is there for everybody else");

    update(&dora, &name, of_site("https://dora.example")).await?;
    is_shown_to(&lea, &name, true).await?;
    update(&dora, &name, of_site("https://lea.example")).await?;
    is_shown_to(&lea, &name, false).await?;
    submit(&dora, &name).await?;
    network.data.settled().await?;
    is_shown_to(&lea, &name, false).await?;

    let earlier = draft(&dora, "El que ya estaba", "https://noe.example").await?;
    let noe = network.caller("noe", "office_staff", "do", "en")?;
    is_shown_to(&noe, &earlier, true).await?;
    recruit(network, "noe", "institutions/press").await?;
    is_shown_to(&noe, &earlier, false).await
}

fn of_site(website: &str) -> Registration {
    let applicant = Some(Applicant { website: website.into(), ..Applicant::default() });
    Registration { applicant, ..Registration::default() }
}

async fn draft(owner: &Caller, title: &str, website: &str) -> Result<String, Failure> {
    let mut written = registration(title);
    written.applicant.get_or_insert_default().website = website.into();
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(written),
        ..CreateRegistrationRequest::default()
    };
    let made = owner.registrations.clone().create_registration(request).await?.into_inner();
    Ok(made.registration.ok_or("no registration")?.name)
}

/// Waits until somebody of the office sees a registration, in whichever way they ask, or does not.
async fn is_shown_to(staff: &Caller, name: &str, shown: bool) -> Result<(), Failure> {
    until(&format!("shown: {shown}"), || async {
        let read = refusal(get(staff, name).await);
        let request = ListRegistrationsRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
        let listed = staff.registrations.clone().list_registrations(request).await?.into_inner().registrations;
        let is_listed = listed.iter().any(|found| found.name == name);
        let expected = if shown { None } else { of(Code::NotFound, "RESOURCE_NOT_FOUND") };
        Ok((read == expected && is_listed == shown).then_some(()))
    })
    .await
}
