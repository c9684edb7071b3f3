//! The catalogue: what the public gets holds nothing that is under embargo, flagged, suspended or withdrawn, in whichever way
//! it is asked; and whoever keeps a copy is told of each change.

mod asked;
mod flags;
pub mod made;
mod merged;
mod pictures;
mod visibility;

use asked::{Asked, changes, entry, everywhere, get, missing, nowhere};
use proto::registrations::v1::{
    ConsentKind, FlagPublicationRequest, GetRegistrationRequest, GiveConsentRequest, Publication,
    PublishRegistrationRequest, ResumePublicationRequest, SuspendPublicationRequest, UpdatePublicationRequest,
    WithdrawConsentRequest, catalogue_change::Kind, export_catalogue_request::Format,
};
use tests::{
    network::Network,
    patience::until,
    people::People,
    platform::{Failure, Ground, SERVICES, Serving},
    refusal::{of, refusal},
};
use tonic::Code;

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_there_for_everybody_while_its_entry_is_and_goes_with_it() -> Result<(), Failure> {
    for network in [Network::embedded_with(&SOON).await?, Network::real_with("catalogue_pictures", &SOON).await?] {
        pictures::only_whole_pictures_of_the_registration_are_chosen(&network).await?;
        pictures::a_picture_goes_with_its_entry(&network).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_country_decides_who_sees_its_entries_and_nothing_tells_others_of_them() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("catalogue_visibility").await?] {
        visibility::a_country_decides_who_sees_its_entries(&network).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_hides_few_entries_by_flags_and_none_that_the_office_brought_back() -> Result<(), Failure> {
    for network in [Network::embedded().await?, Network::real("catalogue_flags").await?] {
        flags::one_person_hides_few_entries(&network).await?;
        flags::one_person_hides_no_more_by_flags_at_once(&network).await?;
    }
    Ok(())
}

/// Files that nobody needs are looked for each second.
const SOON: [(&str, &str); 1] = [("ACELERACION__FILES__COLLECT_SECONDS", "1")];

/// The demo's edition, which has published entries.
async fn published() -> Result<(Ground, Serving, People), Failure> {
    let mut ground = Ground::embedded()?;
    ground.set("ACELERACION__SERVER__LISTEN", "127.0.0.1:0");
    ground.run(&["demo", "--once"]).await?;
    let serving = ground.serve(&SERVICES).await?;
    ground.find(&SERVICES, &serving);
    let people = People::of(&ground)?;
    Ok((ground, serving, people))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_public_answer_holds_what_is_embargoed_flagged_suspended_or_withdrawn() -> Result<(), Failure> {
    let (_ground, _serving, people) = published().await?;
    let asked = Asked::by(&people)?;
    let entry = asked.any("countries/do").await?;
    everywhere(&asked, &entry).await?;

    an_embargo_ends_by_the_clock_of_the_server(&people, &asked, &entry).await?;
    a_flag_hides_an_entry_until_the_office_resumes_it(&people, &asked, &entry).await?;
    what_is_suspended_stays_so_when_the_consent_comes_back(&people, &asked, &entry).await
}

async fn an_embargo_ends_by_the_clock_of_the_server(
    people: &People,
    asked: &Asked,
    shown: &Publication,
) -> Result<(), Failure> {
    let mut office = people.office("do")?.registrations;
    let now = platform::moment::now();
    let update = |seconds: i64| UpdatePublicationRequest {
        publication: Some(Publication { name: shown.name.clone(), ..Publication::default() }),
        embargo_time: Some(platform::moment::timestamp(platform::moment::from_seconds(now.unix_timestamp() + seconds))),
        ..UpdatePublicationRequest::default()
    };
    let held = office.update_publication(update(3600)).await?.into_inner().entry.ok_or("no entry")?;
    assert!(!held.shown && held.embargo_time.is_some() && !held.suspended, "{held:?}");
    nowhere(asked, shown).await?;
    office.update_publication(update(2)).await?;
    until("the embargo is over", || async { Ok(get(asked, &shown.name).await?.map(drop)) }).await?;
    everywhere(asked, shown).await
}

async fn a_flag_hides_an_entry_until_the_office_resumes_it(
    people: &People,
    asked: &Asked,
    shown: &Publication,
) -> Result<(), Failure> {
    let mut somebody = people.applicant("cr")?.registrations;
    let flag = FlagPublicationRequest {
        name: shown.name.clone(),
        reason: "esta empresa ya no existe".into(),
        ..FlagPublicationRequest::default()
    };
    somebody.flag_publication(flag.clone()).await?;
    nowhere(asked, shown).await?;
    assert_eq!(refusal(somebody.flag_publication(flag.clone()).await), missing(), "it is out of sight");
    let held = entry(people, &shown.name).await?;
    assert!(held.suspended && held.suspend_reason.is_empty() && !held.shown, "{held:?}");
    assert_eq!(held.flags.first().map(|flag| flag.reason.as_str()), Some("esta empresa ya no existe"));

    let mut office = people.office("do")?.registrations;
    let resume = ResumePublicationRequest { name: shown.name.clone(), ..ResumePublicationRequest::default() };
    office.resume_publication(resume.clone()).await?;
    everywhere(asked, shown).await?;
    let again = refusal(somebody.flag_publication(flag).await);
    assert_eq!(again, of(Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"), "once a person and entry");
    assert_eq!(refusal(office.resume_publication(resume).await), of(Code::FailedPrecondition, "STATE_NOT_ALLOWED"));
    everywhere(asked, shown).await
}

async fn what_is_suspended_stays_so_when_the_consent_comes_back(
    people: &People,
    asked: &Asked,
    shown: &Publication,
) -> Result<(), Failure> {
    let mut office = people.office("do")?.registrations;
    let name = shown.registration.clone();
    let kind = ConsentKind::Publication.into();
    let withdraw = WithdrawConsentRequest { name: name.clone(), kind, ..WithdrawConsentRequest::default() };
    office.withdraw_consent(withdraw).await?;
    nowhere(asked, shown).await?;

    let reason = String::from("se revisa una queja");
    let suspend = SuspendPublicationRequest { name: shown.name.clone(), reason: reason.clone(), ..Default::default() };
    office.suspend_publication(suspend).await?;
    let registration = GetRegistrationRequest { name: name.clone() };
    let registration = office.get_registration(registration).await?.into_inner().registration.unwrap_or_default();
    let consent = GiveConsentRequest {
        name: name.clone(),
        kind,
        notice_version: registration.notice_version,
        ..GiveConsentRequest::default()
    };
    office.give_consent(consent).await?;
    office.publish_registration(PublishRegistrationRequest { name, ..Default::default() }).await?;
    nowhere(asked, shown).await?;
    let held = entry(people, &shown.name).await?;
    assert_eq!((held.suspended, held.suspend_reason), (true, reason));
    office.resume_publication(ResumePublicationRequest { name: shown.name.clone(), ..Default::default() }).await?;
    everywhere(asked, shown).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_writes_for_the_public_and_the_words_of_the_applicant_stay() -> Result<(), Failure> {
    let (_ground, _serving, people) = published().await?;
    let asked = Asked::by(&people)?;
    let shown = asked.any("countries/do").await?;
    let mut office = people.office("do")?.registrations;
    let new = Publication {
        name: shown.name.clone(),
        title: "Para todos".into(),
        summary: "En palabras de la oficina".into(),
        ..Publication::default()
    };
    let update = UpdatePublicationRequest { publication: Some(new), ..UpdatePublicationRequest::default() };
    office.update_publication(update.clone()).await?;
    let now = get(&asked, &shown.name).await?.ok_or("it is shown")?;
    assert_eq!((now.title.as_str(), now.summary.as_str()), ("Para todos", "En palabras de la oficina"));
    assert_eq!(now.organisation, shown.organisation);
    let registration = GetRegistrationRequest { name: shown.registration.clone() };
    let registration = office.get_registration(registration).await?.into_inner().registration.unwrap_or_default();
    assert_eq!((registration.title, registration.summary), (shown.title, shown.summary));

    let mut too_long = update.clone();
    too_long.publication.get_or_insert_default().title = "x".repeat(201);
    assert_eq!(refusal(office.update_publication(too_long).await), of(Code::InvalidArgument, "INVALID_FIELD"));
    assert_eq!(refusal(people.office("cr")?.registrations.update_publication(update).await), missing());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_is_found_by_what_it_says_and_exported_with_its_licence() -> Result<(), Failure> {
    let (_ground, _serving, people) = published().await?;
    let asked = Asked::by(&people)?;
    let all = asked.listed("countries/-", "").await?;
    assert!(all.len() > 20, "{} entries", all.len());
    let goal = all.iter().find_map(|entry| entry.sdgs.first().copied());
    let first = all.first().ok_or("no entry")?;
    type Fits = Box<dyn Fn(&Publication) -> bool>;
    let (category, sector) = (first.category.clone(), first.sector.clone());
    let mut filters: Vec<(String, Fits)> = vec![
        ("track = STORY".into(), Box::new(|entry| entry.track == 2)),
        (format!("category = \"{category}\""), Box::new(move |entry| entry.category == category)),
        (format!("sector = \"{sector}\""), Box::new(move |entry| entry.sector == sector)),
        ("edition = \"editions/none\"".into(), Box::new(|_| false)),
    ];
    if let Some(goal) = goal {
        filters.push((format!("sdgs:{goal}"), Box::new(move |entry| entry.sdgs.contains(&goal))));
    }
    for (filter, fits) in filters {
        let expected: Vec<&str> = all.iter().filter(|entry| fits(entry)).map(|entry| entry.name.as_str()).collect();
        let found = asked.listed("countries/-", &filter).await?;
        assert_eq!(found.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), expected, "{filter}");
        let (text, rows) = asked.exported("countries/-", &filter, Format::Jsonl).await?;
        assert_eq!((rows, text.lines().count()), (expected.len(), expected.len() + 1), "{filter}");
    }
    let (text, _) = asked.exported("countries/do", "", Format::Jsonl).await?;
    let lines: Vec<serde_json::Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    assert_eq!(lines[0]["@type"], "Dataset");
    for line in &lines {
        assert_eq!(line["@context"], "https://schema.org");
        assert_eq!(line["license"], "https://creativecommons.org/licenses/by/4.0/");
    }
    assert!(lines[1..].iter().all(|line| line["@type"] == "CreativeWork" && line["name"].is_string()));
    let (table, rows) = asked.exported("countries/do", "", Format::Csv).await?;
    let records = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes()).into_records().count();
    assert!(records == rows && table.starts_with("\u{feff}name,country,"), "{records} of {rows}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_keeps_a_copy_is_told_of_every_change_in_order_and_of_what_went_the_name_alone() -> Result<(), Failure>
{
    let (_ground, _serving, people) = published().await?;
    let asked = Asked::by(&people)?;
    let all = asked.listed("countries/-", "").await?;
    let (told, token) = until("everything is told", || async {
        let (told, token) = changes(&asked, "countries/-", "").await?;
        Ok((told.len() >= all.len()).then_some((told, token)))
    })
    .await?;
    assert!(told.iter().all(|change| change.kind() == Kind::Added && change.publication.is_some()));
    let mut names: Vec<&str> = told.iter().map(|change| change.name.as_str()).collect();
    let mut expected: Vec<&str> = all.iter().map(|entry| entry.name.as_str()).collect();
    names.sort_unstable();
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert!(changes(&asked, "countries/-", &token).await?.0.is_empty());

    let shown = asked.any("countries/do").await?;
    let mut office = people.office("do")?.registrations;
    let new = Publication { name: shown.name.clone(), title: "Otro título".into(), ..Publication::default() };
    let update = UpdatePublicationRequest { publication: Some(new), ..UpdatePublicationRequest::default() };
    office.update_publication(update).await?;
    let token = comes(&asked, token, &shown.name, Kind::Changed, Some("Otro título")).await?;
    let reason = "se revisa una queja".into();
    let suspend = SuspendPublicationRequest { name: shown.name.clone(), reason, ..Default::default() };
    office.suspend_publication(suspend).await?;
    let token = comes(&asked, token, &shown.name, Kind::Removed, None).await?;
    office.resume_publication(ResumePublicationRequest { name: shown.name.clone(), ..Default::default() }).await?;
    let token = comes(&asked, token, &shown.name, Kind::Added, Some("Otro título")).await?;

    let elsewhere = asked.changes_page("countries/do", &token, 10).await;
    assert_eq!(refusal(elsewhere), of(Code::InvalidArgument, "INVALID_FIELD"), "a token of another place");
    Ok(())
}

/// Waits for the one change that follows; the token behind it.
async fn comes(asked: &Asked, token: String, name: &str, kind: Kind, title: Option<&str>) -> Result<String, Failure> {
    let (told, next) = until(kind.as_str_name(), || async {
        let (told, next) = changes(asked, "countries/-", &token).await?;
        Ok((!told.is_empty()).then_some((told, next)))
    })
    .await?;
    let [change] = told.as_slice() else { return Err(format!("one change: {told:?}").into()) };
    assert_eq!((change.name.as_str(), change.kind()), (name, kind));
    assert_eq!(change.publication.as_ref().map(|entry| entry.title.as_str()), title);
    Ok(next)
}
