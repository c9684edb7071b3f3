//! What the public reads while the applicant mends something, and after that.

use platform::moment;
use proto::{
    registrations::v1::{
        CatalogueEntry, ConsentKind, GiveConsentRequest, ListCatalogueEntriesRequest, Publication,
        PublishRegistrationRequest, Registration, ResumePublicationRequest, UpdatePublicationRequest,
        registration::State,
    },
    reviews::v1::{ListValidationTasksRequest, ValidationOutcome, ValidationTask, clarification},
};
use sea_orm::ConnectionTrait;
use tests::{data::Data, network::Network, patience::until, platform::Failure};

use super::{
    Accepted,
    mending::{answer, ask, update},
};

/// Validated, with the consent of its applicant to its publication.
async fn validated(network: &Network, title: &str) -> Result<Accepted, Failure> {
    let entry = Accepted::made(network, title).await?;
    entry.validate(ValidationOutcome::Passed).await?;
    entry.comes_to(State::Validated).await?;
    let kind = ConsentKind::Publication.into();
    let request = GiveConsentRequest { name: entry.registration.clone(), kind, ..Default::default() };
    entry.applicant.registrations.clone().give_consent(request).await?;
    Ok(entry)
}

async fn publish(entry: &Accepted) -> Result<Publication, Failure> {
    let request = PublishRegistrationRequest { name: entry.registration.clone(), ..Default::default() };
    let published = entry.office.registrations.clone().publish_registration(request).await?.into_inner();
    Ok(published.publication.ok_or("no publication")?)
}

fn summary(text: &str) -> Registration {
    Registration { summary: text.into(), ..Default::default() }
}

/// Moves the end of its validation so near that the evidence may be checked again.
async fn ends_soon(network: &Network, entry: &Accepted) -> Result<(), Failure> {
    let end = moment::from_seconds(moment::now().unix_timestamp() + 10 * 24 * 3600).date();
    let id = entry.registration.rsplit('/').next().unwrap_or_default().replace('-', "");
    let end = format!("'{end} 00:00:00+00:00'");
    let passed = format!("outcome = 'PASSED' AND registration = '{}'", entry.registration);
    for (service, change) in [
        ("reviews", format!("validations SET expires_at = {end} WHERE {passed}")),
        ("registrations", format!("registrations SET validated_until = {end} WHERE {}", is(network, &id))),
    ] {
        let session = network.data.connect(service).await?;
        let changed = session.execute_unprepared(&format!("UPDATE {change}")).await?;
        assert!(changed.rows_affected() > 0, "{change}");
        session.close().await?;
    }
    Ok(())
}

/// The condition on a row of this id, which each database keeps in its own way.
fn is(network: &Network, id: &str) -> String {
    match network.data {
        Data::Postgres(_) => format!("id = '{id}'"),
        _ => format!("hex(id) = upper('{id}')"),
    }
}

/// Answers what was asked, and waits until the institution can look again.
async fn mended(entry: &Accepted) -> Result<(), Failure> {
    answer(entry).await?;
    until("the answer", || async {
        Ok((entry.case().await?.clarification() == clarification::State::Answered).then_some(()))
    })
    .await
}

async fn entry_of(entry: &Accepted) -> Result<CatalogueEntry, Failure> {
    let request = ListCatalogueEntriesRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
    let entries = entry.office.registrations.clone().list_catalogue_entries(request).await?.into_inner().entries;
    let is_its =
        |found: &CatalogueEntry| found.publication.as_ref().is_some_and(|of| of.registration == entry.registration);
    Ok(entries.into_iter().find(is_its).ok_or("no entry")?)
}

fn read(entry: &CatalogueEntry) -> &str {
    entry.publication.as_ref().map(|publication| publication.summary.as_str()).unwrap_or_default()
}

pub async fn what_is_mended_is_published_once_the_evidence_holds_and_not_before(
    network: &Network,
) -> Result<(), Failure> {
    let entry = validated(network, "Dique").await?;
    let handed_in = entry.read().await?.summary;
    ends_soon(network, &entry).await?;
    ask(&entry).await?;
    update(&entry, summary("En diez talleres"), "summary").await?;
    assert_eq!(publish(&entry).await?.summary, handed_in, "what is half mended is not published");
    mended(&entry).await?;
    assert_eq!(read(&entry_of(&entry).await?), handed_in, "nobody has looked at it");
    entry.validate(ValidationOutcome::Passed).await?;
    until("the mended words", || async { Ok((read(&entry_of(&entry).await?) == "En diez talleres").then_some(())) })
        .await?;

    let words =
        Publication { name: entry_of(&entry).await?.publication.unwrap_or_default().name, ..Default::default() };
    let words = Publication { summary: "La oficina dice diez".into(), ..words };
    let request = UpdatePublicationRequest { publication: Some(words.clone()), ..Default::default() };
    entry.office.registrations.clone().update_publication(request).await?;
    ends_soon(network, &entry).await?;
    ask(&entry).await?;
    update(&entry, summary("En dos talleres"), "summary").await?;
    assert!(entry_of(&entry).await?.shown, "nothing is mended yet");
    mended(&entry).await?;
    let held = entry_of(&entry).await?;
    assert!(held.suspended && !held.shown && !held.suspend_reason.is_empty(), "{held:?}");
    entry.validate(ValidationOutcome::Passed).await?;
    let resume = ResumePublicationRequest { name: words.name, ..Default::default() };
    entry.office.registrations.clone().resume_publication(resume).await?;
    let resumed = entry_of(&entry).await?;
    assert!(resumed.shown && read(&resumed) == "La oficina dice diez", "{resumed:?}");
    Ok(())
}

pub async fn what_waits_to_be_checked_again_is_a_task_and_is_not_published(network: &Network) -> Result<(), Failure> {
    let entry = validated(network, "Esclusa").await?;
    let handed_in = entry.read().await?.summary;
    assert_eq!(task(&entry).await?, None, "it holds for long");
    ends_soon(network, &entry).await?;
    let waiting = task(&entry).await?.ok_or("no task")?;
    assert!(waiting.expire_time.is_some() && waiting.brief.unwrap_or_default().title == "Esclusa");
    ask(&entry).await?;
    update(&entry, summary("En tres talleres"), "summary").await?;
    mended(&entry).await?;
    assert_eq!(publish(&entry).await?.summary, handed_in, "nobody has looked at the other words");

    // Whoever sends back what they read has written no words of the office's.
    let read_back = entry_of(&entry).await?.publication.unwrap_or_default();
    let words = Publication { name: read_back.name, title: read_back.title, summary: handed_in, ..Default::default() };
    let request = UpdatePublicationRequest { publication: Some(words), ..Default::default() };
    entry.office.registrations.clone().update_publication(request).await?;
    entry.validate(ValidationOutcome::Passed).await?;
    until("the mended words", || async { Ok((read(&entry_of(&entry).await?) == "En tres talleres").then_some(())) })
        .await?;
    assert_eq!(task(&entry).await?, None, "it holds again");
    Ok(())
}

/// What waits of it, as the one who validates it reads.
async fn task(entry: &Accepted) -> Result<Option<ValidationTask>, Failure> {
    let request = ListValidationTasksRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
    let tasks = entry.validator.reviews.clone().list_validation_tasks(request).await?.into_inner().tasks;
    Ok(tasks.into_iter().find(|task| task.case == entry.case))
}
