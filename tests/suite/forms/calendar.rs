//! When a country takes registrations: by its own clocks, longer than the network, and late by permission.

use std::time::{Duration, SystemTime};

use platform::clients::Caller;
use proto::{
    notifications::v1::{ListNotificationsRequest, Notification},
    registrations::v1::{
        AllowLateEntryRequest, CheckEligibilityRequest, CreateRegistrationRequest, Registration, ReviseEditionRequest,
        ReviveRegistrationRequest, rule_outcome::Outcome,
    },
};
use tests::{
    network::Network,
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::making::{change, edition_of, entry, faults, form, held, open, submit, until_year};
use crate::registering::asking::withdraw;

pub async fn a_country_closes_by_its_own_clocks_and_lets_one_draft_be_late(network: &Network) -> Result<(), Failure> {
    let edition = open(network, "closing").await?;
    let mut office = network.office("do")?;
    let draft = network.draft("do", entry(&edition, "A tiempo", Vec::new())).await?;
    let other = network.draft("do", entry(&edition, "Otra", Vec::new())).await?;
    let elsewhere = network.draft("cr", entry(&edition, "Allá", Vec::new())).await?;
    change(network, &edition, |country| country.closes = "2021-01-01T00:00".into()).await??;
    let form = form(network, "do", &edition).await?;
    assert_eq!(form.closes, "2021-01-01T00:00");
    // Four hours behind Greenwich.
    let closes = form.calendar.and_then(|calendar| calendar.closes).unwrap_or_default();
    assert_eq!(closes.seconds, 1_609_473_600);

    let over = of(Code::FailedPrecondition, "EDITION_NOT_OPEN");
    assert_eq!(refusal(submit(&mut office, &draft.name).await), over);
    let unfinished =
        network.draft("do", Registration { category: String::new(), ..entry(&edition, "A medias", Vec::new()) });
    let told = faults(submit(&mut office, &unfinished.await?.name).await);
    assert_eq!(told, ["registration.category", "registration.edition"], "with all else that is wrong");
    submit(&mut network.office("cr")?, &elsewhere.name).await?;
    let new = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(entry(&edition, "Nueva", Vec::new())),
        ..Default::default()
    };
    let mut applicant = network.person("late")?;
    assert_eq!(refusal(applicant.registrations.create_registration(new.clone()).await), over);
    // Whoever calls the office a day late is entered by it, and comes in by permission.
    let late = office.registrations.create_registration(new).await?.into_inner().registration.unwrap_or_default();
    assert_eq!(refusal(submit(&mut office, &late.name).await), over);

    let tomorrow = SystemTime::now() + Duration::from_secs(86_400);
    let allow = AllowLateEntryRequest {
        name: draft.name.clone(),
        until: Some(tomorrow.into()),
        reason: "the island had no electricity".into(),
        ..Default::default()
    };
    let past = AllowLateEntryRequest { until: Some(SystemTime::UNIX_EPOCH.into()), ..allow.clone() };
    assert_eq!(faults(office.registrations.allow_late_entry(past).await), ["until"]);
    let allowed = allow_late(&mut office, allow.clone()).await?;
    assert_eq!(allowed.late_reason, "the island had no electricity");
    assert_eq!(in_time(network, allowed).await?, Outcome::Passed, "whoever asks before is told so");
    submit(&mut office, &draft.name).await?;
    let allowed = allow_late(&mut office, AllowLateEntryRequest { name: late.name.clone(), ..allow }).await?;
    submit(&mut office, &allowed.name).await?;
    assert_eq!(refusal(submit(&mut office, &other.name).await), over, "only what was allowed may be late");
    let early = entry(&edition, "Otra", Vec::new());
    assert_eq!(in_time(network, early).await?, Outcome::Failed);
    Ok(())
}

/// After the end an applicant takes nothing up again, unless the office lets them; they read that it does.
pub async fn what_was_withdrawn_is_taken_up_late_by_permission(network: &Network) -> Result<(), Failure> {
    let edition = open(network, "revived-late").await?;
    let (ana, mut office) = (network.person("ana-late")?, network.office("do")?);
    let (drafted, withdrawn) = (begin(&ana, &edition, "Sin enviar").await?, begin(&ana, &edition, "Retirada").await?);
    withdraw(&ana, &withdrawn).await?;
    change(network, &edition, |country| country.closes = "2021-01-01T00:00".into()).await??;
    let over = of(Code::FailedPrecondition, "EDITION_NOT_OPEN");
    assert_eq!(refusal(revive(&ana, &withdrawn).await), over);
    let mut caller = network.person("ana-late")?;
    for (name, template) in [(&drafted, "late-entry-allowed"), (&withdrawn, "late-revival-allowed")] {
        let allow = AllowLateEntryRequest {
            name: name.clone(),
            until: Some((SystemTime::now() + Duration::from_secs(86_400)).into()),
            reason: "the island had no electricity".into(),
            ..Default::default()
        };
        allow_late(&mut office, allow.clone()).await?;
        let letter = letter(&office, name, template).await?;
        assert_eq!(letter.recipient, "ana@taller.example.org");
        if name == &withdrawn {
            revive(&ana, name).await?;
        }
        submit(&mut caller, name).await?;
        assert_eq!(
            refusal(allow_late(&mut office, allow).await),
            of(Code::FailedPrecondition, "REGISTRATION_NOT_IN_DRAFT"),
            "it is in"
        );
    }
    Ok(())
}

async fn begin(by: &Caller, edition: &str, title: &str) -> Result<String, Status> {
    let (parent, registration) = ("countries/do".to_owned(), Some(entry(edition, title, Vec::new())));
    let request = CreateRegistrationRequest { parent, registration, ..Default::default() };
    let made = by.registrations.clone().create_registration(request).await?.into_inner();
    Ok(made.registration.unwrap_or_default().name)
}

async fn revive(by: &Caller, name: &str) -> Result<(), Status> {
    let request = ReviveRegistrationRequest { name: name.into(), reason: "otra vez".into(), ..Default::default() };
    by.registrations.clone().revive_registration(request).await.map(drop)
}

async fn letter(office: &Caller, registration: &str, template: &str) -> Result<Notification, Failure> {
    let filter = format!("registration = \"{registration}\"");
    let request = ListNotificationsRequest { parent: "countries/do".into(), filter, ..Default::default() };
    until(template, || async {
        let listed = office.notifications.clone().list_notifications(request.clone()).await?.into_inner();
        Ok(listed.notifications.into_iter().find(|letter| letter.template == template))
    })
    .await
}

async fn allow_late(office: &mut Caller, request: AllowLateEntryRequest) -> Result<Registration, Status> {
    Ok(office.registrations.allow_late_entry(request).await?.into_inner().registration.unwrap_or_default())
}

/// What becomes of the rule about the deadline.
async fn in_time(network: &Network, registration: Registration) -> Result<Outcome, Failure> {
    let request = CheckEligibilityRequest { parent: "countries/do".into(), registration: Some(registration) };
    let answer = network.office("do")?.registrations.check_eligibility(request).await?.into_inner();
    let outcome = answer.outcomes.iter().find(|one| one.rule == "deadline").ok_or("no such rule")?;
    Ok(outcome.outcome())
}

pub async fn a_country_extends_its_calendar_only_so_far(network: &Network) -> Result<(), Failure> {
    let edition = open(network, "extended").await?;
    // The network closes on the first of January 2100, at midnight in Greenwich: in the country, on the evening before.
    let extended = change(network, &edition, |country| country.closes = "2100-03-02T00:01".into()).await?;
    assert_eq!(faults(extended), ["country_edition.closes"], "a minute more than 60 days");
    change(network, &edition, |country| country.closes = "2100-03-02T00:00".into()).await??;
    let nowhere = change(network, &edition, |country| country.time_zone = "America/Atlantis".into()).await?;
    assert_eq!(faults(nowhere), ["country_edition.time_zone"]);

    // The network closes earlier after all: the country's end has no effect any more, and comes no later than it may.
    let mut earlier = edition_of(network, &edition).await?;
    earlier.calendar = until_year(4_070_908_800);
    let request = ReviseEditionRequest { edition: Some(earlier), ..Default::default() };
    network.region()?.registrations.revise_edition(request).await?;
    let held = held(network, &edition).await?;
    let closes = held.calendar.and_then(|calendar| calendar.closes).unwrap_or_default();
    assert_eq!(closes.seconds, 4_070_908_800 + 60 * 86_400 + 4 * 3_600, "the end of a day in the country");
    let kinds: Vec<_> = held.differences.iter().map(|one| (one.path.as_str(), one.kind().as_str_name())).collect();
    assert_eq!(kinds, [("calendar.closes", "KIND_WITHOUT_EFFECT")]);
    Ok(())
}
