//! Consent: to which notice, given and taken back, and what follows.

use platform::{
    access::{Held, tokens::TrialIssuer},
    clients::{Caller, Clients},
};
use proto::platform::v1::Role;
use proto::{
    partners::v1::{Country, CountrySettings, DataProtectionNotice, GetCountryRequest, UpdateCountryRequest},
    registrations::v1::{
        ConsentKind, GetPublicationRequest, GetRegistrationRequest, GiveConsentRequest, ListConsentsRequest,
        ListPublicationsRequest, PublishRegistrationRequest, Registration, RequestErasureRequest,
        SubmitRegistrationRequest, UpdateRegistrationRequest, WithdrawConsentRequest, registration::State,
    },
};
use sea_orm::prelude::ChronoDate;
use tests::{
    data::{Data, number},
    network::{Network, words},
    patience::until,
    platform::{Failure, Ground},
    refusal::{of, refusal},
};
use tonic::Code;
use tonic_types::StatusExt;

use super::somebody::written;

/// Sets a notice with this text in the country do, and waits until registrations know of it.
async fn notice(network: &Network, text: &str, version: i32) -> Result<(), Failure> {
    let mut office = network.office("do")?;
    let request = GetCountryRequest { name: "countries/do".into() };
    let country = office.partners.get_country(request).await?.into_inner().country.unwrap_or_default();
    let notice = DataProtectionNotice { texts: words(text), ..DataProtectionNotice::default() };
    let settings = CountrySettings {
        notice: Some(notice),
        request_business_days: 10,
        ..country.settings.clone().unwrap_or_default()
    };
    let country = Country { settings: Some(settings), ..country };
    let mask = prost_types::FieldMask { paths: vec!["settings".into()] };
    let request = UpdateCountryRequest { country: Some(country), update_mask: Some(mask), ..Default::default() };
    office.partners.update_country(request).await?;
    until("the notice known", || async {
        let session = network.data.connect("registrations").await?;
        let query = format!("SELECT count(*) AS found FROM countries WHERE id = 'do' AND notice_version = {version}");
        let found = number(&session, &query).await?;
        session.close().await?;
        Ok((found > 0).then_some(()))
    })
    .await
}

pub async fn only_the_notice_in_force_is_consented_to(network: &Network) -> Result<(), Failure> {
    notice(network, "Sus datos", 1).await?;
    let mut office = network.office("do")?.registrations;
    let draft = network.draft("do", Registration { notice_version: 1, ..written("first") }).await?;
    notice(network, "Sus datos, otra vez", 2).await?;
    let submit = SubmitRegistrationRequest { name: draft.name.clone(), ..SubmitRegistrationRequest::default() };
    let refused = office.submit_registration(submit.clone()).await.expect_err("an older notice");
    let violations =
        refused.get_error_details().bad_request().map(|bad| bad.field_violations.clone()).unwrap_or_default();
    let [fault] = violations.as_slice() else { return Err(format!("one fault: {violations:?}").into()) };
    assert_eq!(fault.field, "registration.notice_version");
    assert!(fault.description.contains("version 1") && fault.description.contains("version 2"), "{fault:?}");

    let newer = Registration { name: draft.name.clone(), notice_version: 2, ..Registration::default() };
    let update = UpdateRegistrationRequest { registration: Some(newer), ..UpdateRegistrationRequest::default() };
    office.update_registration(update).await?;
    office.submit_registration(submit).await?;

    let stale = GiveConsentRequest {
        name: draft.name.clone(),
        kind: ConsentKind::Publication.into(),
        notice_version: 1,
        ..GiveConsentRequest::default()
    };
    assert_eq!(refusal(office.give_consent(stale.clone()).await), of(Code::InvalidArgument, "INVALID_FIELD"));
    office.give_consent(GiveConsentRequest { notice_version: 2, ..stale }).await?;
    let withdraw = WithdrawConsentRequest {
        name: draft.name.clone(),
        kind: ConsentKind::Publication.into(),
        ..WithdrawConsentRequest::default()
    };
    office.withdraw_consent(withdraw.clone()).await?;
    assert_eq!(refusal(office.withdraw_consent(withdraw).await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));

    notice(network, "Sus datos, por tercera vez", 3).await?;
    let given_anew = GiveConsentRequest {
        name: draft.name.clone(),
        kind: ConsentKind::Publication.into(),
        notice_version: 3,
        ..GiveConsentRequest::default()
    };
    let given = office.give_consent(given_anew).await?.into_inner().registration.unwrap_or_default();
    assert_eq!(given.notice_version, 2, "that of its data");

    a_request_shows_the_day_to_answer_by(network, &draft.name).await?;
    let request = ListConsentsRequest { parent: draft.name, ..ListConsentsRequest::default() };
    let listed = office.list_consents(request).await?.into_inner().consents;
    let told: Vec<(ConsentKind, bool, i32)> =
        listed.iter().rev().map(|entry| (entry.kind(), entry.given, entry.notice_version)).collect();
    let (data, publication) = (ConsentKind::Data, ConsentKind::Publication);
    // Of the data nobody was asked again.
    let expected =
        [(data, true, 1), (data, true, 2), (publication, true, 2), (publication, false, 2), (publication, true, 3)];
    assert_eq!(told, expected);
    assert!(listed.iter().all(|entry| entry.actor == "office:do" && entry.create_time.is_some()));
    Ok(())
}

/// By the business days that the country set, which registrations learn of by an event.
async fn a_request_shows_the_day_to_answer_by(network: &Network, registration: &str) -> Result<(), Failure> {
    until("the clock known", || async {
        let session = network.data.connect("registrations").await?;
        let known = "SELECT count(*) AS found FROM erasure_clocks WHERE id = 'do' AND business_days = 10";
        let found = number(&session, known).await?;
        session.close().await?;
        Ok((found > 0).then_some(()))
    })
    .await?;
    let parent = "countries/do".to_owned();
    let request = RequestErasureRequest { parent, person: registration.into(), ..RequestErasureRequest::default() };
    let answer = network.office("do")?.registrations.request_erasure(request).await?.into_inner();
    let asked = answer.erasure_request.ok_or("no request")?;
    // Ten business days are two weeks, or up to two days less where somebody asks on a weekend.
    let (today, due): (ChronoDate, ChronoDate) = (platform::moment::today().parse()?, asked.due_date.parse()?);
    let days = (due - today).num_days();
    assert!((12..=14).contains(&days), "{today} to {due}");
    assert_eq!(asked.names, [registration]);
    Ok(())
}

pub async fn without_consent_to_the_data_nothing_of_the_applicant_is_left(network: &Network) -> Result<(), Failure> {
    let word = "kd8tz";
    let mut applicant = network.caller("idp|somebody", "applicant", "do", "en")?.registrations;
    let registration = Registration { notice_version: 3, ..written(word) };
    let request = proto::registrations::v1::CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration),
        ..Default::default()
    };
    let name = applicant.create_registration(request).await?.into_inner().registration.unwrap_or_default().name;
    let submit = SubmitRegistrationRequest { name: name.clone(), ..SubmitRegistrationRequest::default() };
    applicant.submit_registration(submit).await?;
    until("the case and the letter", || async {
        let found = network.data.holding(word).await?;
        let known = |table: &str| found.iter().any(|one| one == table);
        Ok((known("reviews.cases") && known("notifications.notifications")).then_some(()))
    })
    .await?;
    let withdraw = WithdrawConsentRequest { name: name.clone(), kind: ConsentKind::Data.into(), ..Default::default() };
    let left = applicant.withdraw_consent(withdraw).await?.into_inner().registration.unwrap_or_default();
    assert_eq!((left.state(), left.data_consent), (State::Withdrawn, false));
    let gone = until("nothing left", || async { Ok(network.data.holding(word).await?.is_empty().then_some(())) }).await;
    assert!(gone.is_ok(), "{:?}", network.data.holding(word).await?);
    Ok(())
}

fn office(ground: &Ground, url: &str, country: &str) -> Result<Caller, Failure> {
    let mut config = ground.config()?;
    config.server.listen = url.trim_start_matches("http://").parse()?;
    let held = Held { role: Role::OfficeAdmin, country: country.into() };
    let token = TrialIssuer::from_config(&config)?.token(&format!("office_admin:{country}"), &[held])?;
    Ok(Clients::from_config(&config, config.server.listen)?.caller(&token, "en")?)
}

/// On the demo's edition, which has published registrations.
pub async fn a_publication_ends_with_its_consent_and_comes_back_with_it() -> Result<(), Failure> {
    let mut ground = Ground::embedded()?;
    ground.set("ACELERACION__SERVER__LISTEN", "127.0.0.1:0");
    ground.run(&["demo", "--once"]).await?;
    let serving = ground.serve(&[]).await?;
    let mut office = office(&ground, &serving.url, "do")?.registrations;
    let request = ListPublicationsRequest { parent: "countries/do".into(), page_size: 1, ..Default::default() };
    let listed = office.list_publications(request).await?.into_inner().publications;
    let publication = listed.into_iter().next().ok_or("a publication")?;
    let get = GetPublicationRequest { name: publication.name.clone() };
    office.get_publication(get.clone()).await?;

    let kind = ConsentKind::Publication.into();
    let name = publication.registration.clone();
    let withdraw = WithdrawConsentRequest { name: name.clone(), kind, ..WithdrawConsentRequest::default() };
    let left = office.withdraw_consent(withdraw).await?.into_inner().registration.unwrap_or_default();
    assert_eq!((left.state(), left.publication_consent), (State::Validated, false));
    assert_eq!(refusal(office.get_publication(get.clone()).await), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    let publish = PublishRegistrationRequest { name: name.clone(), ..PublishRegistrationRequest::default() };
    let refused = office.publish_registration(publish.clone()).await;
    assert_eq!(refusal(refused), of(Code::FailedPrecondition, "PUBLICATION_NOT_CONSENTED"));

    office.give_consent(GiveConsentRequest { name: name.clone(), kind, ..GiveConsentRequest::default() }).await?;
    let again = office.publish_registration(publish).await?.into_inner();
    assert_eq!(again.publication.unwrap_or_default().name, publication.name);
    office.get_publication(get).await?;
    let registration = office.get_registration(GetRegistrationRequest { name }).await?.into_inner().registration;
    assert_eq!(registration.unwrap_or_default().state(), State::Published);
    // Nothing of it was left half done.
    let data = Data::Sqlite(ground.config()?.data_folder);
    data.settled().await?;
    Ok(())
}
