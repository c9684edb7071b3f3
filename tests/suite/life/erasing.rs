//! `EraseCountry` and `ConfirmCountryErasure`: who it takes, and what is left.

use platform::clients::Caller;
use proto::{
    partners::v1::{
        AdmitCountryRequest, CancelCountryErasureRequest, ConfirmCountryErasureRequest, Country, CountrySettings,
        CreateMemberRequest, EraseCountryRequest, Member, country::State,
    },
    platform::v1::Role,
    registrations::v1::{ListRegistrationsRequest, SubmitRegistrationRequest},
};
use tests::{
    network::{Network, registration, words},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::{
    configuring::read,
    rows::{self, Row},
    suspending::create,
};

fn name() -> String {
    "countries/do".into()
}

async fn ask(by: &Caller) -> Result<(), Status> {
    let request = EraseCountryRequest { name: name(), ..EraseCountryRequest::default() };
    by.partners.clone().erase_country(request).await.map(drop)
}

async fn confirm(by: &Caller) -> Result<(), Status> {
    let request = ConfirmCountryErasureRequest { name: name(), ..ConfirmCountryErasureRequest::default() };
    by.partners.clone().confirm_country_erasure(request).await.map(drop)
}

async fn cancel(by: &Caller) -> Result<(), Status> {
    let request = CancelCountryErasureRequest { name: name(), ..CancelCountryErasureRequest::default() };
    by.partners.clone().cancel_country_erasure(request).await.map(drop)
}

pub async fn it_takes_two_people(network: &Network) -> Result<(), Failure> {
    let (office, region) = (network.office("do")?, network.region()?);
    let not_now = of(Code::FailedPrecondition, "STATE_NOT_ALLOWED");
    assert_eq!(refusal(confirm(&region).await), not_now, "nobody asks");
    for (caller, expected) in [
        (network.caller("somebody", "office_staff", "do", "en")?, of(Code::PermissionDenied, "ROLE_NOT_ALLOWED")),
        (network.office("cr")?, of(Code::NotFound, "RESOURCE_NOT_FOUND")),
    ] {
        assert_eq!(refusal(ask(&caller).await), expected);
    }
    ask(&office).await?;
    assert!(read(network, "do").await?.erasure_request_time.is_some());
    assert_eq!(refusal(ask(&region).await), not_now, "somebody asks already");
    assert_eq!(refusal(confirm(&office).await), of(Code::FailedPrecondition, "SECOND_PERSON_NEEDED"));
    cancel(&region).await?;
    assert_eq!(refusal(cancel(&region).await), not_now);
    assert_eq!(refusal(confirm(&region).await), not_now, "it was taken back");
    assert_eq!(read(network, "do").await?.state(), State::Active);
    Ok(())
}

/// What nobody but the country `do` has.
const TRACES: [&str; 5] = [
    "quisqueya@taller.example.org",
    "Taller Quisqueya",
    "marta@do.example.org",
    "oficina@do.example.org",
    "countries/do/",
];

/// A registration that was handed in and a member, in each country.
pub async fn settle(network: &Network) -> Result<(), Failure> {
    for (code, word) in [("do", "Quisqueya"), ("cr", "Tica")] {
        let mut office = network.office(code)?;
        let member = Member {
            subject: format!("marta:{code}"),
            display_name: format!("Marta {word}"),
            email: format!("marta@{code}.example.org"),
            roles: vec![Role::OfficeStaff.into()],
            ..Member::default()
        };
        let request =
            CreateMemberRequest { parent: format!("countries/{code}"), member: Some(member), ..Default::default() };
        office.partners.create_member(request).await?;
        for number in 0..3 {
            let mut entry = registration(&format!("Ruta {word} {number}"));
            let applicant = entry.applicant.get_or_insert_default();
            applicant.organisation = format!("Taller {word}");
            applicant.contact_email = format!("{}@taller.example.org", word.to_lowercase());
            let drafted = network.draft(code, entry).await?;
            if number > 0 {
                let request = SubmitRegistrationRequest { name: drafted.name, ..Default::default() };
                office.registrations.submit_registration(request).await?;
            }
        }
        // Told in the audit log, since it is personal data.
        let list = ListRegistrationsRequest { parent: format!("countries/{code}"), ..Default::default() };
        office.registrations.list_registrations(list).await?;
    }
    network.data.settled().await?;
    conflicts_found(network).await?;
    sealed(network).await
}

/// Waits until conflicts were looked for in both countries: a mark says so, whenever the next look comes.
async fn conflicts_found(network: &Network) -> Result<(), Failure> {
    until("a look for conflicts in both countries", || async {
        let rows = rows::all(network).await?;
        let marks = rows.iter().filter(|row| row.table == "reviews.conflict_marks");
        Ok((marks.count() == 2).then_some(()))
    })
    .await
}

/// Waits until no entry waits for its seal.
async fn sealed(network: &Network) -> Result<(), Failure> {
    until("all seals", || async {
        let rows = rows::all(network).await?;
        Ok((!rows.iter().any(|row| row.table.ends_with(".audit_unsealed"))).then_some(()))
    })
    .await
}

pub async fn nothing_is_left_but_the_tombstone_and_the_heads(network: &Network) -> Result<(), Failure> {
    settle(network).await?;
    let there = rows::all(network).await?;
    for trace in TRACES {
        assert!(there.iter().any(|row| row.says(trace)), "{trace} is nowhere, so its absence shows nothing");
    }
    let others = rows::of(network, "cr").await?;
    assert!(others.len() > 30, "{others:?}");

    ask(&network.region()?).await?;
    confirm(&network.office("do")?).await?;
    until("the end of its rows", || async {
        let rows = rows::all(network).await?;
        let mut left = rows.iter().filter(|row| row.country == "do");
        Ok((left.all(|row| row.table.ends_with(".audit_seals")) && traces(&rows).is_empty()).then_some(()))
    })
    .await?;
    let heads = rows::of(network, "do").await?;
    assert!(!heads.is_empty() && heads.len() <= 4, "one for each service that had a chain of it: {heads:?}");
    sealed(network).await?;
    assert_eq!(rows::of(network, "cr").await?, others, "another country noticed it");

    let tombstone = read(network, "do").await?;
    assert_eq!((tombstone.state(), tombstone.display_names), (State::Erased, words("País do")));
    assert_eq!(tombstone.settings, Some(empty()));
    let verified = network.ground.run(&["audit", "verify"]).await?;
    assert!(verified.contains("registrations do: ERASED after ") && !verified.contains("WRONG"), "{verified}");
    Ok(())
}

fn empty() -> CountrySettings {
    CountrySettings {
        branding: Some(Default::default()),
        notice: Some(Default::default()),
        retention: Some(Default::default()),
        ..Default::default()
    }
}

/// What tells of the country where it should not.
fn traces(rows: &[Row]) -> Vec<&Row> {
    rows.iter().filter(|row| TRACES.iter().any(|trace| row.says(trace))).collect()
}

pub async fn its_name_is_never_used_again(network: &Network) -> Result<(), Failure> {
    let country = Country {
        display_names: words("Otra vez"),
        languages: vec!["es".into()],
        default_language: "es".into(),
        time_zone: "America/Santo_Domingo".into(),
        ..Country::default()
    };
    let request = AdmitCountryRequest { country_id: "do".into(), country: Some(country), ..Default::default() };
    let admitted = network.region()?.partners.admit_country(request).await;
    assert_eq!(refusal(admitted), of(Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    let erased = of(Code::FailedPrecondition, "COUNTRY_ERASED");
    assert_eq!(refusal(create(&network.office("do")?, "do").await), erased);
    let list = ListRegistrationsRequest { parent: name(), ..Default::default() };
    assert_eq!(refusal(network.region()?.registrations.list_registrations(list).await), erased);
    assert_eq!(refusal(ask(&network.region()?).await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    Ok(())
}
