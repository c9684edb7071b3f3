//! `UpdateCountry`: what an office sets for its country.

use platform::clients::Caller;
use proto::partners::v1::{
    Branding, CatalogueVisibility, Country, CountrySettings, DataProtectionNotice, GetCountryRequest, Retention,
    UpdateCountryRequest,
};
use tests::{
    data::number,
    network::{Network, words},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

/// A country as anybody reads it.
pub async fn read(network: &Network, code: &str) -> Result<Country, Failure> {
    let request = GetCountryRequest { name: format!("countries/{code}") };
    let answer = network.office("cr")?.partners.get_country(request).await?.into_inner();
    Ok(answer.country.ok_or("no country")?)
}

/// Changes a country at these paths.
async fn update(caller: &Caller, country: Country, paths: &[&str]) -> Result<Country, Status> {
    let mask = prost_types::FieldMask { paths: paths.iter().map(|path| (*path).to_owned()).collect() };
    let request =
        UpdateCountryRequest { country: Some(country), update_mask: Some(mask), ..UpdateCountryRequest::default() };
    Ok(caller.partners.clone().update_country(request).await?.into_inner().country.unwrap_or_default())
}

pub async fn an_office_changes_its_own_country_and_no_other(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let before = read(network, "do").await?;
    let named = Country { display_names: words("Quisqueya"), ..before.clone() };
    let after = update(&office, named.clone(), &["display_names"]).await?;
    assert_eq!((&after.display_names, &after.time_zone), (&words("Quisqueya"), &before.time_zone));
    assert_eq!(read(network, "do").await?, after);

    let stale = update(&office, named, &["display_names"]).await;
    assert_eq!(refusal(stale), of(Code::Aborted, "ETAG_STALE"));
    let unknown = update(&office, after.clone(), &["state"]).await;
    assert_eq!(refusal(unknown), of(Code::InvalidArgument, "INVALID_FIELD"));
    let foreign = Country { default_language: "ht".into(), ..after.clone() };
    assert_eq!(
        refusal(update(&office, foreign, &["default_language"]).await),
        of(Code::InvalidArgument, "INVALID_FIELD")
    );

    let not_allowed = of(Code::PermissionDenied, "ROLE_NOT_ALLOWED");
    for role in ["office_staff", "partner_representative", "applicant"] {
        let caller = network.caller("somebody", role, "do", "en")?;
        assert_eq!(refusal(update(&caller, after.clone(), &["time_zone"]).await), not_allowed, "{role}");
    }
    let elsewhere = update(&network.office("cr")?, after.clone(), &["time_zone"]).await;
    assert_eq!(refusal(elsewhere), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    let zone = Country { time_zone: "America/Managua".into(), ..after };
    let by_region = update(&network.region()?, zone, &["time_zone"]).await?;
    assert_eq!(by_region.time_zone, "America/Managua");
    Ok(())
}

pub async fn what_the_office_set_reaches_the_services_that_need_it(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let mut country = read(network, "do").await?;
    country.default_language = "en".into();
    country.office_email = "nueva@do.example.org".into();
    country.settings = Some(CountrySettings {
        branding: Some(Branding { primary_color: "#0468b1".into(), ..Branding::default() }),
        notice: Some(DataProtectionNotice { texts: words("Sus datos"), ..DataProtectionNotice::default() }),
        retention: Some(Retention { draft_days: 30, closed_days: 365, notification_days: 90 }),
        request_business_days: 10,
        catalogue_visibility: CatalogueVisibility::Network.into(),
    });
    let paths = ["default_language", "office_email", "settings"];
    let set = update(&office, country.clone(), &paths).await?;
    assert_eq!(set.office_email, "", "anyone may read a country");
    let mut expected = country.settings.unwrap_or_default();
    expected.notice.get_or_insert_default().version = 1;
    assert_eq!(set.settings, Some(expected));

    let has = "default_language = 'en' AND time_zone = 'America/Managua' AND state = 'ACTIVE' AND";
    let registrations = format!(
        "{has} notice_version = 1 AND CAST(notice_languages AS text) LIKE '[\"es\"]' AND draft_days = 30 AND \
         closed_days = 365 AND catalogue_visibility = 'NETWORK' AND CAST(languages AS text) LIKE '[\"es\",%\"en\"]'"
    );
    arrives(network, "registrations", &format!("SELECT count(*) AS found FROM countries WHERE {registrations}"))
        .await?;
    let letters = format!("SELECT count(*) AS found FROM countries WHERE {has} notification_days = 90");
    arrives(network, "notifications", &letters).await?;
    let office = "SELECT count(*) AS found FROM people WHERE name = 'countries/do' AND language = 'en' AND \
                  email = 'nueva@do.example.org'";
    arrives(network, "notifications", office).await
}

pub async fn a_notice_has_a_version_for_each_of_its_texts(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let mut country = read(network, "do").await?;
    let mut versions = Vec::new();
    for text in ["Sus datos", "Sus datos, otra vez", "Sus datos, otra vez"] {
        let notice = DataProtectionNotice { texts: words(text), ..DataProtectionNotice::default() };
        country.settings.get_or_insert_default().notice = Some(notice);
        country = update(&office, country, &["settings.notice"]).await?;
        versions.push(country.settings.clone().unwrap_or_default().notice.unwrap_or_default().version);
    }
    assert_eq!(versions, [1, 2, 2]);
    let retention = country.settings.unwrap_or_default().retention.unwrap_or_default();
    assert_eq!(retention.draft_days, 30, "what the mask does not name stays");
    let newest = "SELECT count(*) AS found FROM countries WHERE notice_version = 2";
    arrives(network, "registrations", newest).await
}

/// Waits until the query finds one row in the database of a service.
async fn arrives(network: &Network, service: &str, query: &str) -> Result<(), Failure> {
    let session = network.data.connect(service).await?;
    let found = until(query, || async { Ok((number(&session, query).await? == 1).then_some(())) }).await;
    session.close().await?;
    found
}
