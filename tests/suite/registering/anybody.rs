//! Whoever signs in may register, in any country, without being given a role first: they begin, write, hand in, claim, edit
//! along, and see nothing of anybody else. A key of another system is nobody.

use std::time::Duration;

use platform::clients::Caller;
use proto::{
    partners::v1::SuspendCountryRequest,
    platform::v1::Role,
    registrations::v1::{
        CreateRegistrationRequest, ListEditionsRequest, ListRegistrationsRequest, Registration,
        ReviveRegistrationRequest, SearchRegistrationsRequest, registration::State,
    },
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
    servers::Mail,
};
use tonic::{Code, Status};

use super::asking::{accept, claim, code_in, get, invite, listed, offer, submit, update, withdraw};
use crate::access::making::issue;

const BEA: &str = "bea@example.org";

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_in_registers_without_being_given_a_role() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let network = Network::real_with("anybody", &[("ACELERACION__MAIL__URL", &mail.url())]).await?;
    everything(&network, &mail).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_in_registers_on_embedded_parts_as_well() -> Result<(), Failure> {
    let mail = Mail::new()?;
    mail.start().await?;
    let network = Network::embedded_with(&[("ACELERACION__MAIL__URL", &mail.url())]).await?;
    everything(&network, &mail).await
}

async fn everything(network: &Network, mail: &Mail) -> Result<(), Failure> {
    let eva = network.person("eva")?;
    let editions = eva.registrations.clone().list_editions(ListEditionsRequest::default()).await?.into_inner();
    assert_eq!(editions.editions.len(), 1, "whoever registers has to see for what");
    let name = create(&eva, "do", "La de Eva").await?;
    let change = Registration { summary: "Con lo que falta".into(), ..Default::default() };
    assert_eq!(update(&eva, &name, change).await?.summary, "Con lo que falta");
    assert_eq!(submit(&eva, &name).await?.state(), State::Submitted);
    assert_eq!(get(&eva, &name).await?.title, "La de Eva");
    assert_eq!(listed(&eva).await?, [name.as_str()]);

    let by_office = network.draft("do", registration("La que anotó la oficina")).await?.name;
    nothing_of_others_is_seen(network, &eva, &[&by_office]).await?;
    let carla = network.person("carla")?;
    nothing_of_others_is_seen(network, &carla, &[&by_office, &name]).await?;

    offer(&network.office("do")?, &by_office, "carla@example.org").await?;
    let code = code_in(mail, "carla@example.org", 0).await?;
    claim(&carla, &by_office, &code).await?;
    assert_eq!(get(&carla, &by_office).await?.title, "La que anotó la oficina", "who claims it reads it");
    assert_eq!(submit(&carla, &by_office).await?.state(), State::Submitted);

    let with_bea = create(&carla, "do", "La de las dos").await?;
    let bea = network.person("bea")?;
    let invited = invite(&carla, &with_bea, BEA).await?;
    accept(&bea, &invited.name, &code_in(mail, BEA, 0).await?).await?;
    let change = Registration { summary: "Lo que escribió Bea".into(), ..Default::default() };
    assert_eq!(update(&bea, &with_bea, change).await?.summary, "Lo que escribió Bea", "who accepts writes along");
    assert_eq!(withdraw(&carla, &with_bea).await?.state(), State::Withdrawn);
    nobody_fills_a_country_with_drafts(&network.person("dora")?).await?;
    who_is_no_applicant_is_refused(network).await
}

async fn nobody_fills_a_country_with_drafts(dora: &Caller) -> Result<(), Failure> {
    let handed_in = create(dora, "do", "La que se presentó").await?;
    submit(dora, &handed_in).await?;
    withdraw(dora, &handed_in).await?;
    let mut last = String::new();
    for number in 1..=100 {
        last = create(dora, "do", &format!("Borrador {number}")).await?;
    }
    let full = of(Code::FailedPrecondition, "STATE_NOT_ALLOWED");
    assert_eq!(refusal(create(dora, "do", "Uno de más").await), full);
    withdraw(dora, &last).await?;
    assert_eq!(refusal(create(dora, "do", "En su lugar").await), full, "what is withdrawn makes no room");
    assert_eq!(refusal(revive(dora, &handed_in).await), full, "it would be one more");
    revive(dora, &last).await?;
    submit(dora, &last).await?;
    create(dora, "do", "En su lugar").await?;
    Ok(())
}

async fn revive(by: &Caller, name: &str) -> Result<(), Status> {
    let request = ReviveRegistrationRequest { name: name.into(), reason: "otra vez".into(), ..Default::default() };
    by.registrations.clone().revive_registration(request).await.map(drop)
}

/// Begins a draft in a country; its name.
async fn create(by: &Caller, country: &str, title: &str) -> Result<String, Status> {
    let request = CreateRegistrationRequest {
        parent: format!("countries/{country}"),
        registration: Some(registration(title)),
        ..Default::default()
    };
    let made = by.registrations.clone().create_registration(request).await?.into_inner();
    Ok(made.registration.unwrap_or_default().name)
}

async fn nothing_of_others_is_seen(network: &Network, person: &Caller, others: &[&String]) -> Result<(), Failure> {
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    let own = listed(person).await?;
    for other in others {
        assert!(!own.contains(other), "{other} is listed");
        assert_eq!(refusal(get(person, other).await), not_there);
        assert_eq!(refusal(update(person, other, registration("Robada")).await), not_there);
        assert_eq!(refusal(submit(person, other).await), not_there);
        assert_eq!(refusal(withdraw(person, other).await), not_there);
    }
    create(&network.office("cr")?, "cr", &format!("De allá {}", own.len())).await?;
    let list = |parent: &str| ListRegistrationsRequest { parent: parent.into(), ..Default::default() };
    let elsewhere = person.registrations.clone().list_registrations(list("countries/cr")).await?.into_inner();
    assert!(elsewhere.registrations.is_empty(), "{:?}", elsewhere.registrations);
    assert_eq!(refusal(person.registrations.clone().list_registrations(list("countries/-")).await), not_there);
    let search = SearchRegistrationsRequest { parent: "countries/do".into(), ..Default::default() };
    let searched = person.registrations.clone().search_registrations(search).await;
    assert_eq!(refusal(searched), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"), "it is the office's");
    Ok(())
}

/// Neither another system, nor whoever calls where their office is not, nor anybody where the country is suspended.
async fn who_is_no_applicant_is_refused(network: &Network) -> Result<(), Failure> {
    let called_so = network.person("office:do")?;
    assert_eq!(
        refusal(listed(&called_so).await),
        of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"),
        "it would own its entries"
    );
    let (_, secret) = issue(network, "countries/do", Role::Reviewer, Duration::from_secs(3600)).await?;
    let key = network.bearer(&secret)?;
    until("the key is known", || async {
        let refused = refusal(create(&key, "do", "La de la máquina").await);
        Ok((refused == of(Code::PermissionDenied, "ROLE_NOT_ALLOWED")).then_some(()))
    })
    .await?;
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    assert_eq!(refusal(create(&network.office("do")?, "cr", "La del país equivocado").await), not_there);
    let nowhere = refusal(create(&network.person("eva")?, "mx", "La de ningún país").await);
    assert_eq!(nowhere, of(Code::FailedPrecondition, "EDITION_NOT_OPEN"));

    let suspend =
        SuspendCountryRequest { name: "countries/cr".into(), reason: "inundación".into(), ..Default::default() };
    network.region()?.partners.suspend_country(suspend).await?;
    until("the suspension", || async {
        let title = format!("La de después {}", uuid::Uuid::now_v7());
        let refused = refusal(create(&network.person("eva")?, "cr", &title).await);
        Ok((refused == of(Code::FailedPrecondition, "COUNTRY_SUSPENDED")).then_some(()))
    })
    .await
}
