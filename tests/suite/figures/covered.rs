//! What is left out for everybody but a country's own office.

use std::time::{Duration, SystemTime};

use platform::clients::Caller;
use proto::{
    partners::v1::{ApiKey, CreateApiKeyRequest},
    platform::v1::Role,
    registrations::v1::{SummarizeRegistrationsRequest, registration::State},
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
};

use super::{counted::submitted, pairs, request, state, summarized, ways};

pub async fn who_reads_for_the_network_recognises_nobody(network: &Network) -> Result<(), Failure> {
    let observer = network.caller("observer", "regional_observer", "network", "en")?;
    let region = network.region()?;
    for mut caller in [observer, region, key(network).await?] {
        let figures = summarized(&mut caller, request("countries/do")).await?;
        assert!(figures.suppressed && figures.total == Some(17));
        // Three in review and one that was taken back are few, and six drafts go with them: together they are ten.
        let now = |of| state(&figures, of).map(|row| row.now);
        assert_eq!((now(State::InReview)?, now(State::Withdrawn)?, now(State::Draft)?), (None, None, None));
        assert_eq!((now(State::Screening)?, now(State::Published)?), (Some(7), Some(0)));
        // All of them were drafts. Of those that are left out some were submitted, and some were not.
        assert_eq!(ways(&figures, State::Draft)?, [Some(17), None, None]);
        assert_eq!(ways(&figures, State::Submitted)?, [None, Some(0), None]);
        assert_eq!(state(&figures, State::Screening)?.median_seconds, None, "three are few");
        assert_eq!(pairs(&figures.categories), [("logistics", Some(17))]);
        assert_eq!(pairs(&figures.tracks), [("SOLUTION", None), ("STORY", None)]);
        assert!(figures.weeks.iter().all(|week| week.count.is_none()), "{:?}", figures.weeks);
        let work = figures.work.ok_or("no work")?;
        assert_eq!((work.screening, work.validations), (Some(7), Some(0)));
        assert_eq!((work.done, work.drafts, work.reviews), (None, None, None));
        let waiting = SummarizeRegistrationsRequest { filter: "state = SCREENING".into(), ..request("countries/do") };
        let drafted = state(&summarized(&mut caller, waiting).await?, State::Draft)?;
        let times = (drafted.median_seconds, drafted.ninetieth_percentile_seconds);
        assert_eq!((drafted.left, times), (Some(7), (None, None)), "of seven each time is one's own");
        let few = SummarizeRegistrationsRequest { filter: "track = STORY".into(), ..request("countries/do") };
        let figures = summarized(&mut caller, few).await?;
        assert!(figures.suppressed && figures.total.is_none() && figures.categories.is_empty(), "{figures:?}");
        assert!(figures.states.iter().all(|row| (row.reached, row.now, row.left) == (None, None, None)));
    }
    Ok(())
}

/// Another system with a key of the office.
async fn key(network: &Network) -> Result<Caller, Failure> {
    let end = SystemTime::now().checked_add(Duration::from_secs(86_400)).ok_or("no such time")?;
    let key = ApiKey {
        display_name: "Tablero".into(),
        roles: vec![Role::OfficeStaff.into()],
        expire_time: Some(end.into()),
        ..ApiKey::default()
    };
    let request = CreateApiKeyRequest { parent: "countries/do".into(), api_key: Some(key) };
    let secret = network.office("do")?.partners.create_api_key(request).await?.into_inner().secret;
    let caller = network.bearer(&secret)?;
    until("the key known", || async { Ok(summarized(&mut caller.clone(), request_of_do()).await.ok().map(|_| ())) })
        .await?;
    Ok(caller)
}

fn request_of_do() -> SummarizeRegistrationsRequest {
    request("countries/do")
}

pub async fn a_country_with_few_is_left_out_with_another_beside_it(network: &Network) -> Result<(), Failure> {
    for number in 0..3 {
        submitted(network, "cr", registration(&format!("Tico {number}"))).await?;
    }
    let mut region = network.region()?;
    let figures = summarized(&mut region, request("countries/-")).await?;
    assert_eq!(figures.total, Some(20));
    assert_eq!(pairs(&figures.countries), [("countries/cr", None), ("countries/do", None)]);
    for number in 3..5 {
        submitted(network, "cr", registration(&format!("Tico {number}"))).await?;
    }
    let figures = summarized(&mut region, request("countries/-")).await?;
    assert_eq!(pairs(&figures.countries), [("countries/cr", Some(5)), ("countries/do", Some(17))]);
    times_of_many_are_told_in_hours(&mut region).await
}

/// Seven wait for their screening in one country, and five in the other.
async fn times_of_many_are_told_in_hours(region: &mut Caller) -> Result<(), Failure> {
    let waiting = SummarizeRegistrationsRequest { filter: "state = SCREENING".into(), ..request("countries/-") };
    let drafted = until("all wait", || async {
        let figures = summarized(&mut region.clone(), waiting.clone()).await?;
        let drafted = state(&figures, State::Draft)?;
        Ok((drafted.left == Some(12)).then_some(drafted))
    })
    .await?;
    assert_eq!((drafted.median_seconds, drafted.ninetieth_percentile_seconds), (Some(3600), None));
    Ok(())
}
