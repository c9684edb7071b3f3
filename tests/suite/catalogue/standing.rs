//! How an office finds the entries that need it.

use std::collections::BTreeSet;

use proto::registrations::v1::{
    CatalogueEntry, CreateRegistrationRequest, ListCatalogueEntriesRequest, catalogue_entry::State,
};
use sea_orm::ConnectionTrait;
use tests::{
    network::{Network, registration},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::{
    flags::flag,
    made::{disagree, embargo, publish, published, resume, stands_validated, suspend},
    translated::{into, translate},
};

const ALL: [(State, &str); 5] = [
    (State::Shown, "Estado visible"),
    (State::Embargoed, "Estado guardado"),
    (State::Suspended, "Estado suspendido"),
    (State::Expired, "Estado vencido"),
    (State::TakenOut, "Estado retirado"),
];

/// An entry for each way in which one can stand, but for what is blocked.
async fn made(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    for (state, title) in ALL {
        let entry = published(network, "do", registration(title)).await?;
        match state {
            State::Embargoed => drop(embargo(&office, &entry.name, 3600).await?),
            State::Suspended => suspend(&office, &entry.name, "se revisa una queja").await?,
            State::Expired => expired(network, title).await?,
            State::TakenOut => disagree(&office, &entry.registration).await?,
            _ => drop(translate(&office, into(&entry.registration, "en", "Standing")).await?),
        }
    }
    Ok(())
}

/// As the end of its validation leaves it.
async fn expired(network: &Network, title: &str) -> Result<(), Failure> {
    let session = network.data.connect("registrations").await?;
    for change in ["registrations SET state = 'EXPIRED'", "publications SET published = false"] {
        let statement = format!("UPDATE {change} WHERE country = 'do' AND title = '{title}'");
        assert_eq!(session.execute_unprepared(&statement).await?.rows_affected(), 1, "{statement}");
    }
    Ok(session.close().await?)
}

/// The entries above that a filter finds.
async fn found(network: &Network, filter: &str) -> Result<Vec<CatalogueEntry>, Status> {
    let request = ListCatalogueEntriesRequest {
        parent: "countries/do".into(),
        filter: filter.into(),
        page_size: 1000,
        ..ListCatalogueEntriesRequest::default()
    };
    let office = network.office("do").map_err(|problem| Status::internal(problem.to_string()))?;
    let entries = office.registrations.clone().list_catalogue_entries(request).await?.into_inner().entries;
    let is_ours = |entry: &CatalogueEntry| title(entry).starts_with("Estado ");
    Ok(entries.into_iter().filter(is_ours).collect())
}

fn title(entry: &CatalogueEntry) -> String {
    entry.publication.as_ref().map(|entry| entry.title.clone()).unwrap_or_default()
}

async fn titles(network: &Network, filter: &str) -> Result<BTreeSet<String>, Failure> {
    Ok(found(network, filter).await?.iter().map(title).collect())
}

pub async fn an_office_finds_its_entries_by_where_they_stand(network: &Network) -> Result<(), Failure> {
    made(network).await?;
    for (state, title) in ALL {
        let name = state.as_str_name().trim_start_matches("STATE_");
        let entries = found(network, &format!("state = {name}")).await?;
        let [entry] = entries.as_slice() else { return Err(format!("one is {name}: {entries:?}").into()) };
        assert_eq!((entry.state(), self::title(entry).as_str()), (state, title));
        assert_eq!(entry.shown, state == State::Shown, "{entry:?}");
    }
    let expected = |titles: &[&str]| titles.iter().map(|title| (*title).to_owned()).collect::<BTreeSet<_>>();
    let not_shown = titles(network, "-state = SHOWN category = logistics").await?;
    assert_eq!(not_shown.len(), 4, "{not_shown:?}");
    assert_eq!(titles(network, "embargo_time > 2026-01-31").await?, expected(&["Estado guardado"]));
    assert_eq!(titles(network, "flags:*").await?, expected(&[]));
    let refused = refusal(found(network, "palabra").await);
    assert_eq!(refused, of(Code::InvalidArgument, "INVALID_FIELD"), "what is not shown is not searched");
    Ok(())
}

/// Flagged twice, and published again each time.
async fn flagged(network: &Network, title: &str) -> Result<(), Failure> {
    let entry = published(network, "do", registration(title)).await?;
    for person in ["who-reads", "who-reads-later"] {
        flag(&network.person(person)?, &entry.name).await?;
        resume(&network.office("do")?, &entry.name).await?;
    }
    Ok(())
}

/// Of an applicant whose words in English wait for the office, while those in Portuguese are the office's own.
async fn proposed(network: &Network, title: &str) -> Result<(), Failure> {
    let (office, applicant) = (network.office("do")?, network.caller("applicant:do", "applicant", "do", "en")?);
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration(title)),
        ..CreateRegistrationRequest::default()
    };
    let made = applicant.registrations.clone().create_registration(request).await?.into_inner().registration;
    let made = made.ok_or("no registration")?;
    stands_validated(network, "do", title).await?;
    publish(&office, &made.name).await?;
    translate(&applicant, into(&made.name, "en", "Proposed")).await?;
    translate(&office, into(&made.name, "pt", "Proposto")).await?;
    Ok(())
}

pub async fn an_office_finds_its_entries_by_what_waits_for_it(network: &Network) -> Result<(), Failure> {
    let (of_flags, of_words) = ("Estado avisado", "Estado propuesto");
    flagged(network, of_flags).await?;
    proposed(network, of_words).await?;
    let only = |title: &str| BTreeSet::from([title.to_owned()]);
    assert_eq!(titles(network, "flags:*").await?, only(of_flags));
    for filter in ["proposed_languages:*", "proposed_languages:en"] {
        assert_eq!(titles(network, filter).await?, only(of_words), "{filter}");
    }
    assert_eq!(titles(network, "proposed_languages:pt").await?, BTreeSet::new(), "the office's own words do not wait");

    let entries = found(network, "").await?;
    let others = entries.iter().filter(|entry| ![of_flags, of_words].contains(&title(entry).as_str()));
    for other in others {
        assert!(other.flags.is_empty() && other.proposed_languages.is_empty(), "nothing waits: {other:?}");
    }
    let one = |sought: &str| entries.iter().find(|entry| title(entry) == sought).ok_or("it is not listed");
    let (flagged, proposed) = (one(of_flags)?, one(of_words)?);
    let times = flagged.flags.iter().filter_map(|flag| flag.create_time.as_ref());
    let times: Vec<_> = times.map(|time| (time.seconds, time.nanos)).collect();
    assert!(times.len() == 2 && times[0] > times[1], "both, the latest first: {times:?}");
    assert!(flagged.proposed_languages.is_empty(), "{flagged:?}");
    assert!(proposed.flags.is_empty() && proposed.proposed_languages == ["en"], "{proposed:?}");
    Ok(())
}
