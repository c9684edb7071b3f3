//! Who sees the entries of a country: its own setting, honoured by every public answer at once.

use std::collections::BTreeSet;

use platform::clients::Caller;
use proto::{
    partners::v1::{CatalogueVisibility, Country, CountrySettings, GetCountryRequest, UpdateCountryRequest},
    registrations::v1::{
        ExportCatalogueRequest, FlagPublicationRequest, GetPublicationRequest, ListCatalogueChangesRequest,
        ListPublicationsRequest, Publication, SearchPublicationsRequest, catalogue_change::Kind,
        export_catalogue_request::Format, export_catalogue_response::Content,
        registrations_service_client::RegistrationsServiceClient,
    },
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::made::published;

/// Sets who sees the entries of `do`.
async fn set(network: &Network, visibility: CatalogueVisibility) -> Result<(), Failure> {
    let mut partners = network.office("do")?.partners;
    let read = GetCountryRequest { name: "countries/do".into() };
    let country = partners.get_country(read).await?.into_inner().country.ok_or("no country")?;
    let settings = CountrySettings { catalogue_visibility: visibility.into(), ..CountrySettings::default() };
    let country = Country { settings: Some(settings), ..country };
    let mask = prost_types::FieldMask { paths: vec!["settings.catalogue_visibility".into()] };
    let request = UpdateCountryRequest { country: Some(country), update_mask: Some(mask), ..Default::default() };
    partners.update_country(request).await?;
    Ok(())
}

/// The names of the entries that a list has.
async fn listed(caller: &Caller, parent: &str) -> Result<BTreeSet<String>, Failure> {
    let request = ListPublicationsRequest { parent: parent.into(), page_size: 1000, ..Default::default() };
    let found = caller.registrations.clone().list_publications(request).await?.into_inner().publications;
    Ok(found.into_iter().map(|entry| entry.name).collect())
}

/// The names of the entries in every answer that a caller gets about the catalogue, which all have the same.
async fn seen(caller: &Caller, entries: &[&Publication]) -> Result<BTreeSet<String>, Failure> {
    let mut client = caller.registrations.clone();
    let all = listed(caller, "countries/-").await?;
    for entry in entries {
        let is_there = all.contains(&entry.name);
        let read = client.get_publication(GetPublicationRequest { name: entry.name.clone() }).await;
        assert_eq!(read.is_ok(), is_there, "{read:?}");
        assert_eq!(listed(caller, &entry.country).await?.contains(&entry.name), is_there);
    }
    for filter in ["", "tahona", "tahona country = countries/do"] {
        let request = SearchPublicationsRequest {
            parent: "countries/-".into(),
            filter: filter.into(),
            page_size: 100,
            ..SearchPublicationsRequest::default()
        };
        let found = client.search_publications(request).await?.into_inner();
        let hits: BTreeSet<String> =
            found.hits.iter().filter_map(|hit| Some(hit.publication.as_ref()?.name.clone())).collect();
        let of_do = |name: &&String| !filter.contains("countries/do") || name.starts_with("countries/do/");
        let expected: BTreeSet<String> = all.iter().filter(of_do).cloned().collect();
        let facet = found.facets.iter().find(|facet| facet.field == "country");
        let counted: i32 = facet.into_iter().flat_map(|facet| &facet.counts).map(|count| count.count).sum();
        assert_eq!((&hits, found.complete), (&expected, true), "{filter}");
        assert_eq!((found.total_size, counted), (i32::try_from(hits.len())?, i32::try_from(hits.len())?));
    }
    let export =
        ExportCatalogueRequest { parent: "countries/-".into(), format: Format::Jsonl.into(), ..Default::default() };
    let mut pieces = client.export_catalogue(export).await?.into_inner();
    let (mut text, mut rows) = (Vec::new(), None);
    while let Some(piece) = pieces.message().await? {
        match piece.content {
            Some(Content::Chunk(chunk)) => text.extend(chunk),
            Some(Content::Summary(summary)) => rows = Some(summary.rows),
            None => {}
        }
    }
    let text = String::from_utf8(text)?;
    assert_eq!(rows, Some(i64::try_from(all.len())?));
    assert!(entries.iter().all(|entry| text.contains(&entry.name) == all.contains(&entry.name)));
    Ok(all)
}

/// What happened to an entry, as it is told to whoever asks, and whether it is told what it says.
async fn told(caller: &Caller, entry: &Publication) -> Result<Vec<(Kind, bool)>, Failure> {
    changes(caller, entry, false).await
}

/// The same as it is told to members of the network.
async fn told_members(caller: &Caller, entry: &Publication) -> Result<Vec<(Kind, bool)>, Failure> {
    changes(caller, entry, true).await
}

async fn changes(caller: &Caller, entry: &Publication, members: bool) -> Result<Vec<(Kind, bool)>, Failure> {
    let parent = String::from("countries/-");
    let request = ListCatalogueChangesRequest { parent, page_size: 1000, members, ..Default::default() };
    let changes = caller.registrations.clone().list_catalogue_changes(request).await?.into_inner().changes;
    let of_entry = changes.into_iter().filter(|change| change.name == entry.name);
    Ok(of_entry.map(|change| (change.kind(), change.publication.is_some())).collect())
}

pub async fn a_country_decides_who_sees_its_entries(network: &Network) -> Result<(), Failure> {
    let of_do = published(network, "do", registration("Tahona")).await?;
    let of_cr = published(network, "cr", registration("Tahona vecina")).await?;
    let both = [&of_do, &of_cr];
    let nobody = network.person("somebody without a role")?;
    let neighbour = network.caller("reviewer", "reviewer", "cr", "en")?;
    let (own, region) = (network.caller("business", "applicant", "do", "en")?, network.region()?);
    let names = |entries: &[&Publication]| entries.iter().map(|entry| entry.name.clone()).collect::<BTreeSet<_>>();
    for caller in [&nobody, &neighbour, &own, &region] {
        assert_eq!(seen(caller, &both).await?, names(&both));
    }
    until("its coming is told", || async { Ok((told(&nobody, &of_do).await? == [(Kind::Added, true)]).then_some(())) })
        .await?;

    set(network, CatalogueVisibility::Network).await?;
    until("it is hidden", || async {
        Ok((!listed(&nobody, "countries/do").await?.contains(&of_do.name)).then_some(()))
    })
    .await?;
    assert_eq!(seen(&nobody, &both).await?, names(&[&of_cr]));
    for caller in [&neighbour, &own, &region] {
        assert_eq!(seen(caller, &both).await?, names(&both));
    }
    without_a_token(network, &of_do, &of_cr).await?;
    // What is told is the same for everybody: whoever keeps a copy removes it.
    for caller in [&nobody, &own] {
        until("its going is told", || async {
            Ok((told(caller, &of_do).await? == [(Kind::Added, false), (Kind::Removed, false)]).then_some(()))
        })
        .await?;
    }
    // Members of the network see it still, and are told of it in a feed of their own.
    for caller in [&neighbour, &own, &region] {
        assert_eq!(told_members(caller, &of_do).await?, [(Kind::Added, true)]);
    }
    let parent = String::from("countries/-");
    let request = ListCatalogueChangesRequest { parent, members: true, ..ListCatalogueChangesRequest::default() };
    let refused = nobody.registrations.clone().list_catalogue_changes(request).await;
    assert_eq!(refusal(refused), of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    let flag = FlagPublicationRequest {
        name: of_do.name.clone(),
        reason: "esta empresa ya no existe".into(),
        ..FlagPublicationRequest::default()
    };
    let flagged = nobody.registrations.clone().flag_publication(flag).await;
    assert_eq!(refusal(flagged), of(Code::NotFound, "RESOURCE_NOT_FOUND"));

    set(network, CatalogueVisibility::Country).await?;
    let hidden = || async { Ok((!listed(&neighbour, "countries/do").await?.contains(&of_do.name)).then_some(())) };
    until("it is hidden from the neighbour", hidden).await?;
    for caller in [&nobody, &neighbour] {
        assert_eq!(seen(caller, &both).await?, names(&[&of_cr]));
    }
    for caller in [&own, &region] {
        assert_eq!(seen(caller, &both).await?, names(&both));
    }

    until("its going is told to members", || async {
        let all = [(Kind::Added, false), (Kind::Removed, false)];
        Ok((told_members(&region, &of_do).await? == all).then_some(()))
    })
    .await?;

    set(network, CatalogueVisibility::Public).await?;
    until("it is told to be back", || async {
        let all = [(Kind::Added, true), (Kind::Removed, true), (Kind::Added, true)];
        Ok((told(&nobody, &of_do).await? == all).then_some(()))
    })
    .await?;
    assert_eq!(seen(&nobody, &both).await?, names(&both));
    Ok(())
}

async fn without_a_token(network: &Network, hidden: &Publication, shown: &Publication) -> Result<(), Failure> {
    let mut anybody = RegistrationsServiceClient::new(network.channel().await?);
    let request = ListPublicationsRequest { parent: "countries/-".into(), page_size: 1000, ..Default::default() };
    let found = anybody.list_publications(request).await?.into_inner().publications;
    let names: Vec<&str> = found.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, [shown.name.as_str()]);
    let read = anybody.get_publication(GetPublicationRequest { name: hidden.name.clone() }).await;
    assert_eq!(refusal(read), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    Ok(())
}
