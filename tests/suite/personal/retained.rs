//! Retention: what is old by the country's setting is previewed, and goes with the next round, which every start begins.

use proto::{
    partners::v1::{Country, CountrySettings, GetCountryRequest, Retention, UpdateCountryRequest},
    registrations::v1::{SubmitRegistrationRequest, Translation, UpdateTranslationRequest, translation::Origin},
};
use sea_orm::ConnectionTrait;
use tests::{data::number, network::Network, patience::until, platform::Failure};

use super::somebody::written;
use crate::registering::asking::offer;

pub async fn old_drafts_people_and_letters_go() -> Result<(), Failure> {
    let mut network = Network::embedded().await?;
    let settings = CountrySettings {
        request_business_days: 10,
        retention: Some(Retention { draft_days: 30, closed_days: 365, notification_days: 90 }),
        ..CountrySettings::default()
    };
    let request = GetCountryRequest { name: "countries/do".into() };
    let country = network.office("do")?.partners.get_country(request).await?.into_inner().country.unwrap_or_default();
    let country = Country { settings: Some(settings), ..country };
    let mask = prost_types::FieldMask { paths: vec!["settings".into()] };
    let request = UpdateCountryRequest { country: Some(country), update_mask: Some(mask), ..Default::default() };
    network.office("do")?.partners.update_country(request).await?;

    let old = network.draft("do", written("oldone")).await?;
    let young = network.draft("do", written("young")).await?;
    let closed = network.draft("do", written("closed")).await?;
    let submit = SubmitRegistrationRequest { name: closed.name.clone(), ..SubmitRegistrationRequest::default() };
    network.office("do")?.registrations.submit_registration(submit).await?;
    let elsewhere = network.draft("cr", written("elsewhere")).await?;
    let translation = Translation {
        name: format!("{}/translations/en", old.name),
        origin: Origin::Person.into(),
        title: "oldone in English".into(),
        ..Translation::default()
    };
    let request = UpdateTranslationRequest { translation: Some(translation), ..Default::default() };
    network.office("do")?.registrations.update_translation(request).await?;
    // Nobody claims either; the code of one ended years ago.
    for (country, draft, email) in
        [("do", &young, "ignoredold@example.org"), ("cr", &elsewhere, "ignorednew@example.org")]
    {
        offer(&network.office(country)?, &draft.name, email).await?;
    }
    network.data.settled().await?;
    age(&network, &[&old.name, &elsewhere.name], &closed.name).await?;

    let said = network.ground.run(&["retention", "--country", "do", "--dry-run"]).await?;
    assert!(said.contains("registrations: drafts, after 30 days: 1 to be removed"), "{said}");
    assert!(said.contains("people in closed registrations, after 365 days: 1 to be removed"), "{said}");
    assert!(said.contains("notifications: letters, after 90 days: 1 to be removed"), "{said}");
    let invited = "invitations to write along, or to claim, that nobody accepted, after 30 days: 1 to be removed";
    assert!(said.contains(invited), "{said}");
    assert!(said.contains(&old.name) && said.contains(&closed.name), "{said}");
    assert!(!said.contains(&format!("{}\n", young.name)), "{said}");
    assert!(network.data.holding("oldone").await?.contains(&"registrations.registrations".to_owned()), "a dry run");

    for process in std::mem::take(&mut network.serving) {
        process.stop().await?;
    }
    let again = network.ground.serve(&[]).await?;
    for word in ["oldone", "closed"] {
        let gone = until(word, || async {
            let found = network.data.holding(word).await?;
            let left = ["registrations.registrations", "registrations.translations"];
            Ok((!found.iter().any(|table| left.contains(&table.as_str()))).then_some(()))
        });
        gone.await.map_err(|problem| format!("{problem}: what is too old is still there"))?;
    }
    until("the invitation gone", || async {
        let left = network.data.holding("ignoredold").await?;
        Ok((!left.contains(&"registrations.registration_editors".to_owned())).then_some(()))
    })
    .await?;
    assert!(
        network.data.holding("ignorednew").await?.contains(&"registrations.registration_editors".to_owned()),
        "a code that is good"
    );
    until("the letter gone", || async {
        let left = "SELECT count(*) AS found FROM notifications WHERE template = 'registration-received'";
        Ok((count(&network, "notifications", left).await? == 0).then_some(()))
    })
    .await?;
    let lost = "SELECT count(*) AS found FROM transitions WHERE row_id NOT IN (SELECT id FROM registrations)";
    assert_eq!(count(&network, "registrations", lost).await?, 0, "transitions of a draft that is gone");
    let kept = "SELECT count(*) AS found FROM registrations WHERE title <> ''";
    assert_eq!(
        count(&network, "registrations", kept).await?,
        2,
        "a young draft, and one of a country that set nothing"
    );
    let told = "SELECT count(*) AS found FROM audit_entries WHERE method = 'retention' AND actor = 'system'";
    assert!(count(&network, "registrations", told).await? >= 2, "what was removed is told");
    again.stop().await?;
    Ok(())
}

async fn count(network: &Network, service: &str, query: &str) -> Result<i64, Failure> {
    let session = network.data.connect(service).await?;
    let found = number(&session, query).await?;
    session.close().await?;
    Ok(found)
}

/// Years go by for these drafts, for one that is closed meanwhile, for a code, and for the letter to its applicant.
async fn age(network: &Network, drafts: &[&str], closed: &str) -> Result<(), Failure> {
    let session = network.data.connect("registrations").await?;
    let then = "'2020-01-31 00:00:00+00:00'";
    let id = |name: &str| {
        let id = name.rsplit('/').next().unwrap_or_default().replace('-', "");
        format!("lower(hex(id)) = '{id}'")
    };
    for draft in drafts {
        session
            .execute_unprepared(&format!("UPDATE registrations SET update_time = {then} WHERE {}", id(draft)))
            .await?;
    }
    let close = format!("UPDATE registrations SET state = 'DECLINED', state_time = {then} WHERE {}", id(closed));
    session.execute_unprepared(&close).await?;
    let code = format!("UPDATE registration_editors SET invited_until = {then} WHERE email = 'ignoredold@example.org'");
    session.execute_unprepared(&code).await?;
    session.close().await?;
    let session = network.data.connect("notifications").await?;
    let letter = format!("UPDATE notifications SET updated_at = {then} WHERE template = 'registration-received'");
    session.execute_unprepared(&letter).await?;
    Ok(session.close().await?)
}
