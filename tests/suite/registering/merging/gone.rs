//! What becomes of merged registrations when the people in them go.

use proto::{
    partners::v1::{Country, CountrySettings, GetCountryRequest, Retention, UpdateCountryRequest},
    registrations::v1::{
        ConsentKind, ErasePersonRequest, RequestErasureRequest, ReviveRegistrationRequest, WithdrawConsentRequest,
        registration::State,
    },
};
use sea_orm::ConnectionTrait;
use tests::{
    network::Network,
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{leads, merge, stands, unmerge};
use crate::{
    access::making::submit,
    registering::asking::{get, withdraw},
};

const NOT_ALLOWED: &str = "STATE_NOT_ALLOWED";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_stays_merged() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    let office = network.office("do")?;
    let survivor = submit(&network, "ana", "do", "La que sigue").await?;
    let [agreed, erased] =
        [submit(&network, "beto", "do", "La de Beto").await?, submit(&network, "carla", "do", "La de Carla").await?];
    let before = submit(&network, "dora", "do", "La que se unió a la de Beto").await?;
    network.data.settled().await?;
    for (name, into) in [(&before, &agreed), (&agreed, &survivor), (&erased, &survivor)] {
        merge(&office, name, into).await?;
    }

    let mut beto = network.caller("beto", "applicant", "do", "en")?.registrations;
    let request = WithdrawConsentRequest { name: agreed.clone(), kind: ConsentKind::Data.into(), ..Default::default() };
    let answer = beto.withdraw_consent(request).await?.into_inner().registration.unwrap_or_default();
    assert_eq!((answer.state(), answer.merged_into.as_str()), (State::Merged, ""), "nor does this answer tell");
    assert_eq!(refusal(unmerge(&office, &agreed).await), of(Code::FailedPrecondition, NOT_ALLOWED));

    let request = RequestErasureRequest { parent: "countries/do".into(), ..Default::default() };
    let asked = network.person("carla")?.registrations.request_erasure(request).await?.into_inner();
    assert_eq!(refusal(unmerge(&office, &erased).await), of(Code::FailedPrecondition, "DATA_BLOCKED"));
    let name = asked.erasure_request.unwrap_or_default().name;
    office.registrations.clone().erase_person(ErasePersonRequest { name, ..Default::default() }).await?;
    for name in [&agreed, &erased] {
        let emptied = until("its words are gone", || async {
            Ok(Some(get(&office, name).await?).filter(|found| found.title.is_empty() && !found.blocked))
        })
        .await?;
        assert_eq!(emptied.state(), State::Merged);
        assert_eq!(refusal(unmerge(&office, name).await), of(Code::FailedPrecondition, NOT_ALLOWED));
    }

    assert_eq!(leads(&office, &before).await?, [agreed.as_str(), survivor.as_str()], "it leads past what was erased");
    withdraw(&network.caller("ana", "applicant", "do", "en")?, &survivor).await?;
    stands(&office, &before, State::Screening).await?;
    for name in [&agreed, &erased] {
        let left = get(&office, name).await?;
        assert_eq!((left.state(), left.merged_into.as_str(), left.survivor.as_str()), (State::Merged, "", ""));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_old_and_merged_is_emptied_and_a_survivor_that_is_removed_leaves_nobody_behind() -> Result<(), Failure>
{
    let mut network = Network::embedded().await?;
    let (office, ana) = (network.office("do")?, network.caller("ana", "applicant", "do", "en")?);
    retain(&network).await?;
    let survivor = submit(&network, "ana", "do", "La que se retira").await?;
    let young = submit(&network, "carla", "do", "La nueva").await?;
    let old = submit(&network, "beto", "do", "La vieja").await?;
    network.data.settled().await?;
    for (name, into) in [(&old, &young), (&young, &survivor)] {
        merge(&office, name, into).await?;
    }
    withdraw(&ana, &survivor).await?;
    stands(&office, &young, State::Screening).await?;
    let request = ReviveRegistrationRequest { name: survivor.clone(), reason: "otra vez".into(), ..Default::default() };
    ana.registrations.clone().revive_registration(request).await?;
    network.data.settled().await?;
    stays_merged_as_it_did_once(&network, &survivor).await?;
    years_go_by(&network, &[&old, &survivor]).await?;

    let said = network.ground.run(&["retention", "--country", "do", "--dry-run"]).await?;
    assert!(said.contains(&old) && said.contains(&survivor) && !said.contains(&young), "{said}");
    for process in std::mem::take(&mut network.serving) {
        process.stop().await?;
    }
    let again = network.ground.serve(&[]).await?;
    let session = network.data.connect("registrations").await?;
    let left = "SELECT group_concat(title || '|' || state || '|' || merged_into || '|' || merged_state, ',') AS found \
                FROM (SELECT * FROM registrations ORDER BY id)";
    let expected = format!("La nueva|SCREENING||,|MERGED|{young}|");
    until("the old ones are gone", || async {
        let row = session.query_one_raw(sea_orm::Statement::from_string(session.get_database_backend(), left)).await?;
        let found: String = row.ok_or("no answer")?.try_get("", "found")?;
        Ok((found == expected).then_some(()))
    })
    .await?;
    session.close().await?;
    again.stop().await?;
    Ok(())
}

/// There were survivors that were withdrawn, and still had been merged into.
async fn stays_merged_as_it_did_once(network: &Network, survivor: &str) -> Result<(), Failure> {
    let session = network.data.connect("registrations").await?;
    let merged = format!(
        "UPDATE registrations SET state = 'MERGED', merged_state = 'SCREENING', merged_into = '{survivor}' \
         WHERE title = 'La nueva'"
    );
    assert_eq!(session.execute_unprepared(&merged).await?.rows_affected(), 1);
    Ok(session.close().await?)
}

/// Drafts go after 30 days, and people in what is closed after a year.
async fn retain(network: &Network) -> Result<(), Failure> {
    let retention = Some(Retention { draft_days: 30, closed_days: 365, ..Retention::default() });
    let mut office = network.office("do")?.partners;
    let request = GetCountryRequest { name: "countries/do".into() };
    let country = office.get_country(request).await?.into_inner().country.unwrap_or_default();
    let country = Country { settings: Some(CountrySettings { retention, ..Default::default() }), ..country };
    let update_mask = Some(prost_types::FieldMask { paths: vec!["settings".into()] });
    office.update_country(UpdateCountryRequest { country: Some(country), update_mask, ..Default::default() }).await?;
    Ok(())
}

async fn years_go_by(network: &Network, names: &[&String]) -> Result<(), Failure> {
    let session = network.data.connect("registrations").await?;
    for name in names {
        let id = name.rsplit('/').next().unwrap_or_default().replace('-', "");
        let then = "'2020-01-31 00:00:00+00:00'";
        let age =
            format!("UPDATE registrations SET update_time = {then}, state_time = {then} WHERE lower(hex(id)) = '{id}'");
        session.execute_unprepared(&age).await?;
    }
    Ok(session.close().await?)
}
