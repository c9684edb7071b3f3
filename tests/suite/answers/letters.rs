//! What an edition, and a country in it, have letters say.

use platform::clients::Caller;
use proto::{
    notifications::v1::{GetNotificationRequest, ListNotificationsRequest, Notification},
    registrations::v1::{
        CreateRegistrationRequest, Definition, LetterTemplate, LetterWording, ReviseEditionRequest,
        WithdrawRegistrationRequest,
    },
};
use tests::{
    network::{Network, words},
    patience::until,
    platform::Failure,
};

use super::asking::both;
use crate::forms::making::{change, definition_of, edition_of, entry, faults, held, open, revise, submit};

/// The letter of this template about a registration.
async fn letter(office: &Caller, registration: &str, template: &str) -> Result<Notification, Failure> {
    let filter = format!("registration = {registration}");
    let request = ListNotificationsRequest { parent: "countries/do".into(), filter, ..Default::default() };
    let listed = until(template, || async {
        let listed = office.notifications.clone().list_notifications(request.clone()).await?.into_inner();
        Ok(listed.notifications.into_iter().find(|letter| letter.template == template))
    })
    .await?;
    let request = GetNotificationRequest { name: listed.name };
    let read = office.notifications.clone().get_notification(request).await?.into_inner();
    Ok(read.notification.ok_or("no letter")?)
}

/// Waits until the notifications know of so many letters of an edition, in a country or in the network.
async fn known(network: &Network, edition: &str, country: &str, version: i64) -> Result<(), Failure> {
    let query = format!(
        "SELECT count(*) AS found FROM edition_letters WHERE edition = '{edition}' AND country = '{country}' \
         AND version = {version}"
    );
    until("the letters are known", || async {
        let session = network.data.connect("notifications").await?;
        let found = tests::data::number(&session, &query).await?;
        session.close().await?;
        Ok((found == 1).then_some(()))
    })
    .await
}

/// What the letter about taking a registration back says.
fn withdrawn(body: &str) -> LetterWording {
    LetterWording {
        template: LetterTemplate::RegistrationWithdrawn.into(),
        body: words(body),
        ..LetterWording::default()
    }
}

fn received(subject: &str, body: &str) -> LetterWording {
    LetterWording {
        template: LetterTemplate::RegistrationReceived.into(),
        subject: both(subject, "It is in: {title}"),
        body: words(body),
    }
}

pub async fn an_edition_words_its_letters(network: &Network) -> Result<(), Failure> {
    let edition = open(network, "worded").await?;
    a_wording_that_no_letter_can_have_is_refused(network, &edition).await?;
    let mut definition = definition_of(network, &edition).await?;
    definition.letters = vec![received("¡Llegó {title}!", "La red recibió «{title}».")];
    revise(network, &edition, definition.clone()).await?;
    known(network, &edition, platform::names::NETWORK, 2).await?;

    let mut office = network.office("do")?;
    let first = network.draft("do", entry(&edition, "Primera", Vec::new())).await?.name;
    submit(&mut office, &first).await?;
    let read = letter(&office, &first, "registration-received").await?;
    assert_eq!(read.subject, "¡Llegó Primera!");
    assert!(read.body.starts_with("Hola, Taller Ana:\n\nLa red recibió «Primera».\n\n"), "{}", read.body);

    // A country says it otherwise, and what it does not say stays the network's.
    let country = LetterWording { subject: Default::default(), ..received("", "Aquí está «{title}».") };
    change(network, &edition, |changed| changed.letters = vec![country]).await??;
    known(network, &edition, "do", 1).await?;
    let second = network.draft("do", entry(&edition, "Segunda", Vec::new())).await?.name;
    submit(&mut office, &second).await?;
    let read = letter(&office, &second, "registration-received").await?;
    assert_eq!(read.subject, "¡Llegó Segunda!");
    assert!(read.body.contains("Aquí está «Segunda».") && !read.body.contains("La red"), "{}", read.body);
    let differences = held(network, &edition).await?.differences;
    assert!(differences.iter().any(|one| one.path == "letters[LETTER_TEMPLATE_REGISTRATION_RECEIVED].body.es"));

    // What the network does not allow any more has no effect.
    definition.latitude = None;
    revise(network, &edition, definition).await?;
    known(network, &edition, platform::names::NETWORK, 3).await?;
    let third = network.draft("do", entry(&edition, "Tercera", Vec::new())).await?.name;
    submit(&mut office, &third).await?;
    let read = letter(&office, &third, "registration-received").await?;
    assert!(read.body.contains("La red recibió «Tercera»."), "{}", read.body);
    Ok(())
}

pub async fn a_registration_keeps_the_letters_of_the_versions_it_was_made_under(
    network: &Network,
) -> Result<(), Failure> {
    let edition = open(network, "versioned").await?;
    let mut definition = definition_of(network, &edition).await?;
    definition.letters = vec![withdrawn("Así en la segunda versión.")];
    revise(network, &edition, definition.clone()).await?;
    known(network, &edition, platform::names::NETWORK, 2).await?;
    let office = network.office("do")?;
    let before_the_country = handed_in(network, &edition, "Antes").await?;
    change(network, &edition, |changed| changed.letters = vec![withdrawn("Así en el país, primero.")]).await??;
    known(network, &edition, "do", 1).await?;
    let first_of_the_country = handed_in(network, &edition, "Entre").await?;

    // Both say it otherwise by the time that the registrations are taken back.
    definition.letters = vec![withdrawn("Así en la tercera versión.")];
    revise(network, &edition, definition).await?;
    known(network, &edition, platform::names::NETWORK, 3).await?;
    change(network, &edition, |changed| changed.letters = vec![withdrawn("Así en el país, después.")]).await??;
    known(network, &edition, "do", 2).await?;
    let last = handed_in(network, &edition, "Última").await?;

    let expected = [
        (before_the_country, "Así en la segunda versión."),
        (first_of_the_country, "Así en el país, primero."),
        (last, "Así en el país, después."),
    ];
    for (name, said) in expected {
        let request = WithdrawRegistrationRequest {
            name: name.clone(),
            reason: "Cambié de idea".into(),
            ..WithdrawRegistrationRequest::default()
        };
        applicant(network)?.registrations.withdraw_registration(request).await?;
        let read = letter(&office, &name, "registration-withdrawn").await?;
        assert!(read.body.contains(said), "{said} is not in {}", read.body);
    }
    Ok(())
}

fn applicant(network: &Network) -> Result<Caller, Failure> {
    network.caller("ana", "applicant", "do", "es")
}

/// A registration that its applicant hands in now; its name.
async fn handed_in(network: &Network, edition: &str, title: &str) -> Result<String, Failure> {
    let mut applicant = applicant(network)?;
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(entry(edition, title, Vec::new())),
        ..CreateRegistrationRequest::default()
    };
    let made = applicant.registrations.create_registration(request).await?.into_inner();
    let name = made.registration.ok_or("no registration")?.name;
    submit(&mut applicant, &name).await?;
    Ok(name)
}

async fn a_wording_that_no_letter_can_have_is_refused(network: &Network, edition: &str) -> Result<(), Failure> {
    let mut definition = definition_of(network, edition).await?;
    let unknown = LetterWording { template: LetterTemplate::DecisionAccepted.into(), ..received("Ya, {name}", "Sí") };
    definition.letters = vec![unknown.clone(), received("Una\nOtra", "Sí")];
    let ask = async |definition: Definition| -> Result<Vec<String>, Failure> {
        let edition = Some(edition_of(network, edition).await?);
        let request = ReviseEditionRequest { edition, definition: Some(definition), ..Default::default() };
        Ok(faults(network.region()?.registrations.revise_edition(request).await))
    };
    let found = ask(definition.clone()).await?;
    assert_eq!(found, ["definition.letters[0].subject", "definition.letters[1].subject"]);
    definition.letters = vec![LetterWording { template: 99, ..unknown }];
    assert_eq!(ask(definition).await?, ["definition.letters[0].template"]);
    Ok(())
}
