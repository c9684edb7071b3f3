//! What the public reads of an entry in other languages than its own: what its office stands for, and nothing that was taken
//! out of the entry.

use platform::clients::Caller;
use proto::{
    notifications::v1::ListNotificationsRequest,
    registrations::v1::{
        AcceptTranslationRequest, CreateRegistrationRequest, ListTranslationsRequest, Publication, Translation,
        UpdateTranslationRequest,
        translation::{Origin, State},
    },
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::{
    asked::{Asked, get},
    made::{publish, published, stands_validated, update},
};

/// A title in another language, by a person.
pub fn into(registration: &str, language: &str, title: &str) -> Translation {
    Translation {
        name: format!("{registration}/translations/{language}"),
        origin: Origin::Person.into(),
        title: title.into(),
        ..Translation::default()
    }
}

pub async fn translate(by: &Caller, translation: Translation) -> Result<Translation, Status> {
    let request = UpdateTranslationRequest { translation: Some(translation), ..Default::default() };
    let answer = by.registrations.clone().update_translation(request).await?.into_inner();
    Ok(answer.translation.unwrap_or_default())
}

async fn accept(by: &Caller, name: &str) -> Result<Translation, Status> {
    let request = AcceptTranslationRequest { name: name.into(), ..AcceptTranslationRequest::default() };
    let answer = by.registrations.clone().accept_translation(request).await?.into_inner();
    Ok(answer.translation.unwrap_or_default())
}

/// The title in English that the public reads, which a search finds if there is one.
async fn read(asked: &Asked, entry: &Publication, word: &str) -> Result<Option<String>, Failure> {
    let shown = get(asked, &entry.name).await?.ok_or("it is shown")?;
    let title = shown.translations.into_iter().find(|words| words.language == "en").map(|words| words.title);
    let is_found = !asked.found("countries/do", word).await?.is_empty();
    assert_eq!(is_found, title.is_some(), "{word}: {title:?}");
    Ok(title)
}

async fn listed(office: &Caller, registration: &str) -> Result<Translation, Failure> {
    let request = ListTranslationsRequest { parent: registration.into() };
    let all = office.registrations.clone().list_translations(request).await?.into_inner().translations;
    all.into_iter().next().ok_or_else(|| "no translation".into())
}

/// How many letters the office got about translations of a registration that wait.
async fn letters(office: &Caller, registration: &str) -> Result<usize, Failure> {
    let filter = format!("registration = {registration}");
    let request = ListNotificationsRequest { parent: "countries/do".into(), filter, ..Default::default() };
    let listed = office.notifications.clone().list_notifications(request).await?.into_inner().notifications;
    Ok(listed.iter().filter(|letter| letter.template == "translation-waits").count())
}

pub async fn what_an_applicant_translates_waits_for_the_office(network: &Network) -> Result<(), Failure> {
    let (asked, office) = (Asked::by(network)?, network.office("do")?);
    let applicant = network.caller("applicant:do", "applicant", "do", "en")?;
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration("Horno compartido")),
        ..CreateRegistrationRequest::default()
    };
    let made = applicant.registrations.clone().create_registration(request).await?.into_inner().registration;
    let made = made.ok_or("no registration")?;
    stands_validated(network, "do", &made.title).await?;
    let entry = publish(&office, &made.name).await?;

    let said = translate(&applicant, into(&made.name, "en", "Cheapest kiln anywhere")).await?;
    assert_eq!((said.state(), said.actor.as_str()), (State::Proposed, "applicant:do"));
    assert!(said.accept_actor.is_empty() && said.accept_time.is_none(), "{said:?}");
    assert_eq!(read(&asked, &entry, "kiln").await?, None);
    assert_eq!(listed(&office, &made.name).await?, said, "the office reads what waits for it");
    assert_eq!(super::made::entry(network, &entry.name).await?.proposed_languages, ["en"]);
    until("the office is told", || async { Ok((letters(&office, &made.name).await? == 1).then_some(())) }).await?;

    let refused = refusal(accept(&applicant, &said.name).await);
    assert!(refused.is_some_and(|(code, _)| code == Code::PermissionDenied), "applicants take nothing");
    let elsewhere = refusal(accept(&network.office("cr")?, &said.name).await);
    assert_eq!(elsewhere, of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    let taken = accept(&office, &said.name).await?;
    let who = (taken.state(), taken.actor.as_str(), taken.accept_actor.as_str());
    assert_eq!(who, (State::Accepted, "applicant:do", "office:do"));
    assert!(taken.accept_time.is_some() && !taken.outdated, "{taken:?}");
    assert_eq!(read(&asked, &entry, "kiln").await?.as_deref(), Some("Cheapest kiln anywhere"));
    let again = refusal(accept(&office, &said.name).await);
    assert_eq!(again, of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));

    // What was taken is not what stands there now.
    translate(&applicant, into(&made.name, "en", "Even cheaper kiln")).await?;
    assert_eq!(read(&asked, &entry, "kiln").await?, None);
    translate(&office, into(&made.name, "en", "Shared kiln")).await?;
    assert_eq!(
        read(&asked, &entry, "kiln").await?.as_deref(),
        Some("Shared kiln"),
        "the office stands for its own words"
    );
    Ok(())
}

pub async fn what_the_office_takes_out_of_an_entry_is_read_in_no_language(network: &Network) -> Result<(), Failure> {
    let (asked, office) = (Asked::by(network)?, network.office("do")?);
    let entry = published(network, "do", registration("Barcas con promesas")).await?;
    translate(&office, into(&entry.registration, "en", "Boats guaranteed unsinkable")).await?;
    assert!(read(&asked, &entry, "unsinkable").await?.is_some());

    let plain = Publication { name: entry.name.clone(), title: "Barcas".into(), ..Publication::default() };
    update(&office, plain.clone(), &["title"]).await?;
    assert_eq!(read(&asked, &entry, "unsinkable").await?, None);
    let held = listed(&office, &entry.registration).await?;
    assert!(held.state() == State::Proposed && held.outdated && held.accept_actor.is_empty(), "{held:?}");

    translate(&office, into(&entry.registration, "en", "Boats")).await?;
    assert_eq!(read(&asked, &entry, "boats").await?.as_deref(), Some("Boats"));
    update(&office, plain, &["title"]).await?;
    assert_eq!(read(&asked, &entry, "boats").await?.as_deref(), Some("Boats"), "the same words take nothing out");
    let other = Publication { name: entry.name.clone(), summary: "De madera".into(), ..Publication::default() };
    update(&office, other, &["summary"]).await?;
    assert_eq!(read(&asked, &entry, "boats").await?, None);
    accept(&office, &held.name).await?;
    assert_eq!(read(&asked, &entry, "boats").await?.as_deref(), Some("Boats"), "the office says that it still fits");
    Ok(())
}
