//! The catalogue, searched by nobody in particular.

use std::collections::BTreeSet;

use platform::clients::Caller;
use proto::registrations::v1::{
    ConsentKind, GetRegistrationRequest, ListPublicationsRequest, Publication, SearchPublicationsRequest,
    SearchPublicationsResponse, WithdrawConsentRequest,
};
use tests::{
    people::People,
    platform::{Failure, Ground, SERVICES},
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::shown;

pub async fn found_by_everybody(mut ground: Ground) -> Result<(), Failure> {
    ground.set("ACELERACION__SERVER__LISTEN", "127.0.0.1:0");
    let serving = ground.serve(&SERVICES).await?;
    ground.find(&SERVICES, &serving);
    ground.run(&["demo", "--json", "--remote"]).await?;
    let people = People::of(&ground)?;
    let mut somebody = people.applicant("do")?;
    let published = listed(&mut somebody).await?;
    assert!(published.len() > 5, "only {} are published", published.len());
    what_is_shown_is_found(&mut somebody, &published).await?;
    // Those of the file tell of a problem, which stays with the registration.
    let of_file =
        published.iter().find(|one| one.edition == "editions/2020").ok_or("nothing of the file is published")?;
    what_is_not_published_is_not_found(&people, &mut somebody, of_file).await?;
    what_leaves_the_catalogue_is_not_found(&people, &mut somebody, &published[0]).await
}

async fn listed(caller: &mut Caller) -> Result<Vec<Publication>, Status> {
    let request = ListPublicationsRequest { parent: "countries/-".into(), page_size: 1000, ..Default::default() };
    Ok(caller.registrations.list_publications(request).await?.into_inner().publications)
}

async fn search(caller: &mut Caller, parent: &str, filter: &str) -> Result<SearchPublicationsResponse, Status> {
    let request = SearchPublicationsRequest {
        parent: parent.into(),
        filter: filter.into(),
        page_size: 100,
        ..SearchPublicationsRequest::default()
    };
    Ok(caller.registrations.search_publications(request).await?.into_inner())
}

async fn what_is_shown_is_found(caller: &mut Caller, published: &[Publication]) -> Result<(), Failure> {
    let all = search(caller, "countries/-", "").await?;
    let found: Vec<&Publication> = all.hits.iter().filter_map(|hit| hit.publication.as_ref()).collect();
    assert_eq!(found, published.iter().collect::<Vec<_>>(), "without words the latest come first, as in the list");
    for one in published {
        let title = one.title.replace('"', "");
        let found = search(caller, &one.country, &format!("\"{title}\" category = {}", one.category)).await?;
        let hit = found.hits.iter().find(|hit| hit.publication.as_ref() == Some(one)).ok_or("it is not found")?;
        assert!(hit.passages.iter().any(|passage| passage.field == "title" && shown(passage).contains('[')));
        let exact = one.title.replace('\\', "\\\\").replace('"', "\\\"").replace('*', "\\*");
        let by_field = format!("title = \"{exact}\" organisation:* language = \"{}\"", one.language);
        let found = search(caller, &one.country, &by_field).await?;
        assert!(found.hits.iter().any(|hit| hit.publication.as_ref() == Some(one)), "{by_field}");
    }
    let countries: BTreeSet<&str> = published.iter().map(|one| one.country.as_str()).collect();
    let facet = all.facets.iter().find(|facet| facet.field == "country").ok_or("no facet")?;
    assert_eq!(facet.counts.iter().map(|count| count.value.as_str()).collect::<BTreeSet<_>>(), countries);
    let of_facet: i32 = facet.counts.iter().map(|count| count.count).sum();
    assert_eq!(usize::try_from(of_facet)?, published.len());
    let invalid = of(Code::InvalidArgument, "INVALID_FIELD");
    for filter in ["state = PUBLISHED", "applicant.contact_email = x", "blocked = false"] {
        assert_eq!(refusal(search(caller, "countries/-", filter).await), invalid, "{filter}");
    }
    Ok(())
}

/// The description of a registration is not published, and its words find nothing.
async fn what_is_not_published_is_not_found(
    people: &People,
    caller: &mut Caller,
    shown: &Publication,
) -> Result<(), Failure> {
    let country = shown.country.trim_start_matches("countries/");
    let request = GetRegistrationRequest { name: shown.registration.clone() };
    let answer = people.office(country)?.registrations.get_registration(request).await?.into_inner();
    let registration = answer.registration.ok_or("no registration")?;
    let public = format!("{} {} {} {}", shown.title, shown.summary, shown.organisation, shown.city).to_lowercase();
    let hidden = registration.problem.split_whitespace().map(|word| word.trim_matches(['.', ',']));
    let hidden = hidden.filter(|word| word.len() > 6 && word.is_ascii() && !public.contains(&word[..5].to_lowercase()));
    let mut asked = 0;
    for word in hidden {
        let found = search(caller, &shown.country, word).await?;
        assert!(found.hits.iter().all(|hit| hit.publication.as_ref() != Some(shown)), "{word}");
        asked += 1;
    }
    assert!(asked > 0, "nothing is hidden in {}", registration.problem);
    Ok(())
}

async fn what_leaves_the_catalogue_is_not_found(
    people: &People,
    caller: &mut Caller,
    shown: &Publication,
) -> Result<(), Failure> {
    let country = shown.country.trim_start_matches("countries/");
    let request = WithdrawConsentRequest {
        name: shown.registration.clone(),
        kind: ConsentKind::Publication.into(),
        ..WithdrawConsentRequest::default()
    };
    people.office(country)?.registrations.withdraw_consent(request).await?;
    let title = shown.title.replace('"', "");
    for filter in ["", &format!("\"{title}\"")] {
        let found = search(caller, "countries/-", filter).await?;
        assert!(found.hits.iter().all(|hit| hit.publication.as_ref() != Some(shown)), "{filter}");
    }
    Ok(())
}
