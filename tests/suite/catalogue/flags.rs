//! What one person can do to a catalogue by flags.

use platform::clients::Caller;
use proto::{
    notifications::v1::ListNotificationsRequest,
    registrations::v1::{
        FlagPublicationRequest, ListCatalogueEntriesRequest, ListPublicationsRequest, Publication,
        ResumePublicationRequest, SummarizeRegistrationsRequest,
    },
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::made::published;

/// Says that an entry is wrong.
pub async fn flag(caller: &Caller, name: &str) -> Result<(), Status> {
    let reason = "esta empresa ya no existe".into();
    let request = FlagPublicationRequest { name: name.into(), reason, ..FlagPublicationRequest::default() };
    caller.registrations.clone().flag_publication(request).await.map(drop)
}

async fn shown(caller: &Caller, name: &str) -> Result<bool, Failure> {
    let request = ListPublicationsRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
    let found = caller.registrations.clone().list_publications(request).await?.into_inner().publications;
    Ok(found.iter().any(|entry| entry.name == name))
}

pub async fn one_person_hides_few_entries(network: &Network) -> Result<(), Failure> {
    let (office, one, other) = (network.office("do")?, network.person("one")?, network.person("other")?);
    let mut made = Vec::new();
    for number in 0..4 {
        made.push(published(network, "do", registration(&format!("Señalada {number}"))).await?);
    }
    let entries: Vec<String> = made.iter().map(|entry| entry.name.clone()).collect();
    for (name, hidden) in entries.iter().zip([true, true, true, false]) {
        flag(&one, name).await?;
        assert_eq!(shown(&one, name).await?, !hidden, "{name}");
    }
    let list = ListCatalogueEntriesRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
    let held = office.registrations.clone().list_catalogue_entries(list).await?.into_inner().entries;
    assert_eq!(held.iter().filter(|entry| entry.flags.len() == 1).count(), 4, "the office reads all of them");

    for (entry, template) in made.iter().zip([HIDDEN, HIDDEN, HIDDEN, FLAGGED]) {
        until(template, || async { Ok((letters(&office, entry).await? == [template]).then_some(())) }).await?;
    }

    let resume = ResumePublicationRequest { name: entries[0].clone(), ..ResumePublicationRequest::default() };
    office.registrations.clone().resume_publication(resume).await?;
    let again = flag(&one, &entries[0]).await;
    assert_eq!(refusal(again), of(Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    assert!(shown(&one, &entries[0]).await?, "what the office brought back is not hidden again by the same person");
    for name in [&entries[0], &entries[3]] {
        flag(&other, name).await?;
        assert!(!shown(&other, name).await?, "somebody else's flags count by themselves");
    }
    let request = SummarizeRegistrationsRequest { parent: "countries/do".into(), ..Default::default() };
    let figures = office.registrations.clone().summarize_registrations(request).await?.into_inner();
    let work = figures.work.ok_or("no work")?;
    assert_eq!(
        (work.publications_suspended, work.done),
        (Some(4), Some(0)),
        "what is out of sight waits for the office"
    );
    Ok(())
}

const HIDDEN: &str = "publication-hidden";
const FLAGGED: &str = "publication-flagged";

/// Which letters the office got about flags on an entry.
async fn letters(office: &Caller, entry: &Publication) -> Result<Vec<String>, Failure> {
    let filter = format!("registration = {}", entry.registration);
    let request = ListNotificationsRequest { parent: "countries/do".into(), filter, ..Default::default() };
    let listed = office.notifications.clone().list_notifications(request).await?.into_inner().notifications;
    Ok(listed
        .into_iter()
        .map(|letter| letter.template)
        .filter(|name| [HIDDEN, FLAGGED].contains(&name.as_str()))
        .collect())
}

/// Each call waits for the ones before it: whoever sends all of them at the same moment hides no more.
pub async fn one_person_hides_no_more_by_flags_at_once(network: &Network) -> Result<(), Failure> {
    let at_once = network.person("at-once")?;
    let mut entries = Vec::new();
    for number in 0..8 {
        entries.push(published(network, "do", registration(&format!("De golpe {number}"))).await?.name);
    }
    let flags = futures::future::join_all(entries.iter().map(|name| flag(&at_once, name))).await;
    assert!(flags.iter().all(Result::is_ok), "{flags:?}");
    let mut hidden = 0;
    for name in &entries {
        hidden += usize::from(!shown(&at_once, name).await?);
    }
    assert_eq!(hidden, 3);
    Ok(())
}
