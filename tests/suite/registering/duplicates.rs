//! What seems to be registered twice is proposed with the reason; no office learns what another country has.

mod many;

use platform::clients::Caller;
use proto::{
    platform::v1::ListAuditEntriesRequest,
    registrations::v1::{
        Applicant, CreateRegistrationRequest, DismissDuplicateAcrossCountriesRequest, DismissDuplicateRequest,
        Duplicate, ListDuplicatesRequest, Registration, RestoreDuplicateAcrossCountriesRequest,
        RestoreDuplicateRequest, duplicate::Reason,
    },
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::asking::{submit, withdraw};

const ROUTES: &str = "Diez talleres comparten un camión para llevar sus muebles a la ciudad cada semana";

#[tokio::test(flavor = "multi_thread")]
async fn what_seems_to_be_one_is_proposed_with_the_reason_and_no_office_learns_of_another_country()
-> Result<(), Failure> {
    let network = Network::real("duplicates").await?;
    let (ana, carla) =
        (network.caller("ana", "applicant", "do", "en")?, network.caller("carla", "applicant", "cr", "en")?);
    let first = enter(&ana, "do", "Taller Malecón, S.R.L.", "Rutas", ROUTES).await?;
    let same_name = enter(&ana, "do", "TALLER MAELCON", "Cobros", "Un lector de tarjetas para cada puesto").await?;
    let same_text = enter(&ana, "do", "Cooperativa Sur", "Rutas", &format!("{ROUTES}, juntos")).await?;
    let another = enter(&ana, "do", "Panadería Luz", "Hornos", "Hornos de bajo consumo para el barrio").await?;
    let abroad = enter(&carla, "cr", "Taller Malecon Ltda.", "Otra", "Nada que ver con lo demás").await?;

    let (office, region) = (network.office("do")?, network.region()?);
    let proposed = until("both are proposed", || async {
        let found = duplicates(&office, "countries/do").await?;
        Ok((found.len() >= 2).then_some(found))
    })
    .await?;
    let told: Vec<(&str, &str, Reason)> =
        proposed.iter().map(|one| (one.registration.as_str(), one.other.as_str(), reason(one))).collect();
    let expected = [
        (same_text.as_str(), first.as_str(), Reason::Text),
        (same_name.as_str(), first.as_str(), Reason::Organisation),
    ];
    assert_eq!(told, expected, "{another} is like none of them, and {abroad} is not theirs to see");
    let across = until("one across countries", || async {
        let found = duplicates(&region, "countries/-").await?;
        Ok((found.len() >= 2).then_some(found))
    })
    .await?;
    assert!(across.iter().all(|one| one.registration == abroad && reason(one) == Reason::Organisation), "{across:?}");
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    assert_eq!(refusal(duplicates(&office, "countries/-").await), not_there);
    assert_eq!(refusal(duplicates(&office, "countries/cr").await), not_there);
    assert_eq!(refusal(dismiss(&office, &first, &abroad).await), not_there, "of another country");

    // In whichever order, and twice.
    dismiss(&office, &first, &same_name).await?;
    dismiss(&office, &same_name, &first).await?;
    assert_eq!(pairs(&office).await?, [(same_text.clone(), first.clone())]);
    assert_eq!(dismissed(&office, "countries/do").await?, [(same_name.clone(), first.clone())]);
    assert_eq!(refusal(restore(&office, &first, &abroad).await), not_there, "of another country");
    let invalid = of(Code::InvalidArgument, "INVALID_FIELD");
    assert_eq!(refusal(restore(&office, &first, &first).await), invalid, "they are one");
    // Said by mistake, and taken back, in whichever order and twice.
    restore(&office, &first, &same_name).await?;
    restore(&office, &same_name, &first).await?;
    assert_eq!(dismissed(&office, "countries/do").await?, []);
    assert_eq!(pairs(&office).await?, [(same_text.clone(), first.clone()), (same_name.clone(), first.clone())]);
    dismiss(&office, &first, &same_name).await?;
    withdraw(&ana, &same_text).await?;
    assert!(pairs(&office).await?.is_empty(), "what is withdrawn is no duplicate");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_short_name_is_proposed_and_one_that_is_nearly_the_same_is_not() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    let ana = network.caller("ana", "applicant", "do", "en")?;
    let first = enter(&ana, "do", "INTI", "Paneles", "Paneles de sol para el campo").await?;
    enter(&ana, "do", "Inta", "Semillas", "Semillas que aguantan la sequía").await?;
    let again = enter(&ana, "do", "Inti S.A.", "Bombas", "Una bomba de agua que se paga a plazos").await?;
    let office = network.office("do")?;
    let found = until("the pair", || async {
        let found = pairs(&office).await?;
        Ok((!found.is_empty()).then_some(found))
    })
    .await?;
    assert_eq!(found, [(again, first)]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_the_same_telephone_number_is_proposed_and_pairs_of_two_countries_are_dismissed_on_real_servers()
-> Result<(), Failure> {
    called_and_abroad(&Network::real("called").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_the_same_telephone_number_is_proposed_and_pairs_of_two_countries_are_dismissed_on_embedded_parts()
-> Result<(), Failure> {
    called_and_abroad(&Network::embedded().await?).await
}

async fn called_and_abroad(network: &Network) -> Result<(), Failure> {
    let (ana, carla) =
        (network.caller("ana", "applicant", "do", "en")?, network.caller("carla", "applicant", "cr", "en")?);
    let first = enter_by_phone(&ana, "do", "Muebles Norte", "(809) 555-1234").await?;
    let second = enter_by_phone(&ana, "do", "Panadería Luz", "+1 809 555 1234 ext. 2").await?;
    let other_area = enter_by_phone(&ana, "do", "Textiles Mar", "829 555 1234").await?;
    let abroad = enter_by_phone(&carla, "cr", "Cobros Volcán", "+1 809-555-1234").await?;
    let (office, region) = (network.office("do")?, network.region()?);
    let found = until("a pair by its number", || async {
        let found = duplicates(&office, "countries/do").await?;
        Ok((!found.is_empty()).then_some(found))
    })
    .await?;
    assert_eq!(pairs(&office).await?, [(second.clone(), first.clone())], "not {other_area}");
    assert_eq!(reason(&found[0]), Reason::Contact);
    until("both across countries", || async { Ok((across(&region).await?.len() == 2).then_some(())) }).await?;

    let within = refusal(dismiss_across(&region, &first, &second).await);
    assert_eq!(within, of(Code::InvalidArgument, "INVALID_FIELD"), "of one country");
    let nowhere = abroad.replace("/cr/", "/do/");
    assert_eq!(refusal(dismiss_across(&region, &first, &nowhere).await), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    let not_theirs = of(Code::PermissionDenied, "ROLE_NOT_ALLOWED");
    assert_eq!(refusal(dismiss_across(&office, &first, &abroad).await), not_theirs);
    let told = audited(&office).await?;
    // In whichever order, and twice.
    dismiss_across(&region, &first, &abroad).await?;
    dismiss_across(&region, &abroad, &first).await?;
    assert_eq!(across(&region).await?, [(abroad.clone(), second.clone())]);
    assert_eq!(pairs(&office).await?, [(second, first.clone())], "pairs within a country stay");
    assert_eq!(refusal(restore_across(&office, &first, &abroad).await), not_theirs);
    assert_eq!(dismissed(&office, "countries/do").await?, []);
    assert_eq!(dismissed(&region, "countries/-").await?, [(abroad.clone(), first.clone())]);
    restore_across(&region, &first, &abroad).await?;
    assert_eq!(across(&region).await?.len(), 2);
    assert_eq!(audited(&office).await?, told, "no office is told");
    Ok(())
}

/// Somebody with this number, who has nothing else in common with anybody.
async fn enter_by_phone(owner: &Caller, country: &str, organisation: &str, phone: &str) -> Result<String, Failure> {
    let title = format!("De {organisation}");
    enter_with(owner, country, organisation, &title, organisation, phone).await
}

/// Pairs across countries, each with the later one first.
async fn across(region: &Caller) -> Result<Vec<(String, String)>, Status> {
    let found = duplicates(region, "countries/-").await?.into_iter();
    Ok(found.map(|one| (one.registration, one.other)).collect())
}

async fn dismiss_across(caller: &Caller, registration: &str, other: &str) -> Result<(), Status> {
    let (registration, other) = (registration.to_owned(), other.to_owned());
    let request = DismissDuplicateAcrossCountriesRequest { registration, other, ..Default::default() };
    caller.registrations.clone().dismiss_duplicate_across_countries(request).await.map(drop)
}

async fn restore_across(caller: &Caller, registration: &str, other: &str) -> Result<(), Status> {
    let (registration, other) = (registration.to_owned(), other.to_owned());
    let request = RestoreDuplicateAcrossCountriesRequest { registration, other, ..Default::default() };
    caller.registrations.clone().restore_duplicate_across_countries(request).await.map(drop)
}

/// How many entries the audit log of a country has of dismissals, and of what was taken back.
async fn audited(office: &Caller) -> Result<usize, Failure> {
    let found = office.audit.iter().find(|(service, _)| *service == "registrations");
    let (_, log) = found.ok_or("no audit log")?;
    let request = ListAuditEntriesRequest {
        parent: "countries/do/services/registrations".into(),
        page_size: 1000,
        ..Default::default()
    };
    let entries = log.clone().list_audit_entries(request).await?.into_inner().audit_entries;
    let methods = entries.iter().map(|entry| entry.method.rsplit('/').next().unwrap_or_default());
    Ok(methods
        .filter(|method| method.starts_with("DismissDuplicate") || method.starts_with("RestoreDuplicate"))
        .count())
}

async fn enter(
    owner: &Caller,
    country: &str,
    organisation: &str,
    title: &str,
    description: &str,
) -> Result<String, Failure> {
    enter_with(owner, country, organisation, title, description, "").await
}

async fn enter_with(
    owner: &Caller,
    country: &str,
    organisation: &str,
    title: &str,
    description: &str,
    phone: &str,
) -> Result<String, Failure> {
    let email = format!("{}@example.org", uuid::Uuid::now_v7().simple());
    let whole = registration(title);
    let applicant = Applicant {
        organisation: organisation.into(),
        contact_email: email,
        contact_phone: phone.into(),
        ..whole.applicant.clone().unwrap_or_default()
    };
    // What all of them say would make them all alike.
    let whole =
        Registration { applicant: Some(applicant), summary: String::new(), description: description.into(), ..whole };
    let request = CreateRegistrationRequest {
        parent: format!("countries/{country}"),
        registration: Some(whole),
        ..Default::default()
    };
    let made = owner.registrations.clone().create_registration(request).await?.into_inner();
    let name = made.registration.ok_or("no registration")?.name;
    submit(owner, &name).await?;
    Ok(name)
}

async fn duplicates(caller: &Caller, parent: &str) -> Result<Vec<Duplicate>, Status> {
    let request = ListDuplicatesRequest { parent: parent.into(), ..Default::default() };
    Ok(caller.registrations.clone().list_duplicates(request).await?.into_inner().duplicates)
}

async fn pairs(caller: &Caller) -> Result<Vec<(String, String)>, Status> {
    let found = duplicates(caller, "countries/do").await?.into_iter();
    Ok(found.map(|one| (one.registration, one.other)).collect())
}

/// Pairs of which somebody said that they are not one.
async fn dismissed(caller: &Caller, parent: &str) -> Result<Vec<(String, String)>, Status> {
    let request = ListDuplicatesRequest { parent: parent.into(), show_dismissed: true, ..Default::default() };
    let found = caller.registrations.clone().list_duplicates(request).await?.into_inner().duplicates.into_iter();
    let dismissed = found.filter(|one| one.dismiss_time.is_some());
    Ok(dismissed.map(|one| (one.registration, one.other)).collect())
}

async fn restore(caller: &Caller, name: &str, other: &str) -> Result<(), Status> {
    let request = RestoreDuplicateRequest { name: name.into(), other: other.into(), ..Default::default() };
    caller.registrations.clone().restore_duplicate(request).await.map(drop)
}

async fn dismiss(caller: &Caller, name: &str, other: &str) -> Result<(), Status> {
    let request = DismissDuplicateRequest { name: name.into(), other: other.into(), ..Default::default() };
    caller.registrations.clone().dismiss_duplicate(request).await.map(drop)
}

/// The strongest one.
fn reason(duplicate: &Duplicate) -> Reason {
    duplicate.reasons().next().unwrap_or_default()
}
