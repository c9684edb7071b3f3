//! Entries of the catalogue by their words in every language that they have, and by how words begin.

use platform::{clients::Caller, moment};
use proto::registrations::v1::{
    DeleteTranslationRequest, ListPublicationsRequest, Publication, PublicationHit, Registration,
    SearchPublicationsRequest, Translation, UpdatePublicationRequest, UpdateTranslationRequest, translation::Origin,
};
use tests::{
    data::number,
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::shown;
use crate::catalogue::made::published;

fn written(title: &str, summary: &str) -> Registration {
    Registration { summary: summary.into(), source_language: "es".into(), ..registration(title) }
}

async fn translate(office: &Caller, registration: &str, language: &str, title: &str) -> Result<(), Status> {
    let translation = Translation {
        name: format!("{registration}/translations/{language}"),
        origin: Origin::Person.into(),
        title: title.into(),
        summary: "By truck, with shared deliveries".into(),
        problem: "Queues at dawn".into(),
        ..Translation::default()
    };
    let request = UpdateTranslationRequest { translation: Some(translation), ..Default::default() };
    office.registrations.clone().update_translation(request).await.map(drop)
}

async fn hits(caller: &Caller, filter: &str) -> Result<Vec<PublicationHit>, Status> {
    let request = SearchPublicationsRequest {
        parent: "countries/-".into(),
        filter: filter.into(),
        page_size: 100,
        ..SearchPublicationsRequest::default()
    };
    let found = caller.registrations.clone().search_publications(request).await?.into_inner();
    assert!(found.complete, "{filter}");
    Ok(found.hits)
}

/// The titles that a search finds, and the same by a list.
async fn titles(caller: &Caller, filter: &str) -> Result<String, Failure> {
    let entries = hits(caller, filter).await?.into_iter().filter_map(|hit| hit.publication);
    let mut found: Vec<String> = entries.map(|entry| entry.title).collect();
    found.sort_unstable();
    let request = ListPublicationsRequest {
        parent: "countries/-".into(),
        filter: filter.into(),
        page_size: 1000,
        ..ListPublicationsRequest::default()
    };
    let listed = caller.registrations.clone().list_publications(request).await?.into_inner().publications;
    let mut listed: Vec<String> = listed.into_iter().map(|entry| entry.title).collect();
    listed.sort_unstable();
    assert_eq!(listed, found, "a list of {filter}");
    Ok(found.join(", "))
}

pub async fn an_entry_is_found_in_each_of_its_languages(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let entry = published(network, "do", written("Tahona del valle", "Distribución de panes")).await?;
    published(network, "cr", written("Tahonera", "Panes de maíz")).await?;
    translate(&office, &entry.registration, "en", "Valley bakeries").await?;
    let anybody = network.person("somebody")?;
    for (filter, expected) in [
        ("tahona", "Tahona del valle"),
        ("bakery", "Tahona del valle"),
        ("delivery", "Tahona del valle"),
        ("\"shared delivery\"", "Tahona del valle"),
        ("\"valley truck\"", ""),
        ("tahona bakery country = countries/do", "Tahona del valle"),
        ("queue", ""),
        ("taho*", "Tahona del valle, Tahonera"),
        ("tahoner*", "Tahonera"),
        ("TAHÓNA*", "Tahona del valle"),
        ("bakeri* taho*", "Tahona del valle"),
        ("distribució*", "Tahona del valle"),
        ("taho* -bak*", "Tahonera"),
        ("truc* OR maí*", "Tahona del valle, Tahonera"),
    ] {
        assert_eq!(titles(&anybody, filter).await?, expected, "{filter}");
    }
    assert_eq!(refusal(hits(&anybody, "ta*").await), of(Code::InvalidArgument, "INVALID_FIELD"));
    let passages = |hits: &[PublicationHit]| -> Vec<String> {
        let all = hits.iter().flat_map(|hit| &hit.passages);
        all.map(|passage| format!("{}: {}", passage.field, shown(passage))).collect()
    };
    assert_eq!(passages(&hits(&anybody, "bakery").await?), ["translations.en.title: Valley [bakeries]"]);
    assert_eq!(passages(&hits(&anybody, "taho* maiz").await?), ["title: [Tahonera]", "summary: Panes de [maíz]"]);

    translate(&office, &entry.registration, "en", "Valley ovens").await?;
    assert_eq!(titles(&anybody, "oven").await?, "Tahona del valle");
    assert_eq!(titles(&anybody, "bakery").await?, "");
    let name = format!("{}/translations/en", entry.registration);
    let request = DeleteTranslationRequest { name, ..DeleteTranslationRequest::default() };
    office.registrations.clone().delete_translation(request).await?;
    assert_eq!(titles(&anybody, "oven").await?, "");
    assert_eq!(titles(&anybody, "tahona").await?, "Tahona del valle");
    Ok(())
}

pub async fn what_is_under_embargo_takes_no_place(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let entry = published(network, "do", written("Obrador", "Con levadura madre")).await?;
    let anybody = network.person("somebody")?;
    assert_eq!(titles(&anybody, "levadura").await?, "Obrador");
    let session = network.data.connect("registrations").await?;
    let terms = || number(&session, "SELECT count(*) AS found FROM publication_terms WHERE term = 'levadur'");
    assert_eq!(terms().await?, 1);
    let now = moment::now().unix_timestamp();
    let embargo = |seconds: i64| UpdatePublicationRequest {
        publication: Some(Publication { name: entry.name.clone(), ..Publication::default() }),
        embargo_time: Some(moment::timestamp(moment::from_seconds(now + seconds))),
        ..UpdatePublicationRequest::default()
    };
    office.registrations.clone().update_publication(embargo(3600)).await?;
    assert_eq!(terms().await?, 0, "what is not shown is not looked at");
    assert_eq!(titles(&anybody, "levadura").await?, "");
    office.registrations.clone().update_publication(embargo(2)).await?;
    until("it is found again", || async { Ok((terms().await? == 1).then_some(())) }).await?;
    assert_eq!(titles(&anybody, "levadura").await?, "Obrador");
    Ok(session.close().await?)
}
