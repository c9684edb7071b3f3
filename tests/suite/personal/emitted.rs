//! Nothing that leaves the platform on the way tells contact data: logs of every process, traces and numbers, messages on
//! the broker but those about people, the audit log, and refusals.

use std::collections::BTreeSet;

use platform::{
    access::{Held, tokens::TrialIssuer},
    clients::{Caller, Clients},
};
use proto::{
    Event,
    partners::v1::{MemberInvited, MemberRecorded, OfficeRecorded},
    platform::v1::Role,
    registrations::v1::{
        ApplicantRecorded, CreateRegistrationRequest, ListRegistrationsRequest, Registration,
        SubmitRegistrationRequest, UpdateRegistrationRequest,
    },
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tests::{
    bus::Bus,
    patience::until,
    platform::{Failure, Ground, LOG_FILTER, SERVICES, Serving},
    servers::Collector,
};
use tonic::Status;

use crate::logs::personal_data;

/// Events about people, which alone may tell it.
const PEOPLE: [&str; 4] = [ApplicantRecorded::NAME, MemberInvited::NAME, MemberRecorded::NAME, OfficeRecorded::NAME];

const TALKATIVE: &str = "info,platform=debug,registrations=debug,partners=debug,reviews=debug,notifications=debug,\
                         aceleracion=debug";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_leaves_the_platform_tells_the_contact_data_of_a_whole_edition() -> Result<(), Failure> {
    let collector = Collector::start().await?;
    let mut ground = Ground::real("emitted").await?;
    ground.set("ACELERACION__TELEMETRY__OTLP_URL", collector.url());
    ground.set("OTEL_BSP_SCHEDULE_DELAY", "200");
    ground.set("OTEL_METRIC_EXPORT_INTERVAL", "300");
    ground.set(LOG_FILTER, TALKATIVE);
    let logs = tempfile::tempdir()?;
    let bus = Bus::of(&ground).await?;
    bus.watch().await?;
    let mut serving: Vec<Serving> = Vec::new();
    for service in SERVICES {
        let process = ground.serve_and_log(&[service], &logs.path().join(service)).await?;
        ground.find(&[service], &process);
        serving.push(process);
    }
    ground.run(&["demo", "--remote", "--json"]).await?;
    let refusals = refusals(&ground).await?;
    until("spans and numbers", || async {
        Ok((collector.spans().len() > 500 && !collector.points().is_empty()).then_some(()))
    })
    .await?;
    for process in serving {
        process.stop().await?;
    }
    let mut emitted: Vec<(String, String)> = Vec::new();
    for service in SERVICES {
        emitted.push((format!("the log of {service}"), std::fs::read_to_string(logs.path().join(service))?));
        emitted.push((format!("the audit log of {service}"), audit_log(&ground, service).await?));
    }
    let messages = bus.watched().await?;
    assert!(messages.len() > 500, "a whole edition has more than {} messages", messages.len());
    let told = messages.iter().filter(|message| PEOPLE.contains(&message.event())).count();
    assert!(told > 91, "addresses travel in events about people: {told}");
    let others = messages.iter().filter(|message| !PEOPLE.contains(&message.event()));
    emitted.extend(others.map(|message| (format!("a message {}", message.event()), message.text())));
    emitted.extend(collector.spans().into_iter().map(|span| (format!("the span {}", span.name), format!("{span:?}"))));
    emitted
        .extend(collector.points().into_iter().map(|one| (format!("the number {}", one.metric), format!("{one:?}"))));
    emitted.extend(refusals.into_iter().map(|status| ("a refusal".to_owned(), format!("{status:?}"))));
    let personal = personal_data()?;
    for (what, text) in &emitted {
        let found: BTreeSet<&String> = personal.iter().filter(|sought| text.contains(sought.as_str())).collect();
        assert!(found.is_empty(), "{what} tells {found:?}");
    }
    Ok(())
}

/// The audit log as its table has it.
async fn audit_log(ground: &Ground, service: &str) -> Result<String, Failure> {
    let database = ground.database(service).await?;
    let query = "SELECT t::text AS line FROM audit_entries t";
    let rows = database.query_all_raw(Statement::from_string(DbBackend::Postgres, query)).await?;
    let lines: Vec<String> = rows.iter().map(|row| row.try_get("", "line")).collect::<Result<_, _>>()?;
    database.close().await?;
    Ok(lines.join("\n"))
}

fn office(ground: &Ground) -> Result<Caller, Failure> {
    let config = ground.config()?;
    let held = Held { role: Role::OfficeAdmin, country: "do".into() };
    let token = TrialIssuer::from_config(&config)?.token("office_admin:do", &[held])?;
    Ok(Clients::from_config(&config, config.server.listen)?.caller(&token, "es")?)
}

/// What is answered to requests that hold contact data of the sample and cannot be fulfilled.
async fn refusals(ground: &Ground) -> Result<Vec<Status>, Failure> {
    let mut office = office(ground)?.registrations;
    let request = ListRegistrationsRequest { parent: "countries/do".into(), ..ListRegistrationsRequest::default() };
    let known = office.list_registrations(request).await?.into_inner().registrations;
    let known = known.into_iter().next().ok_or("a registration")?;
    let mut broken = known.clone();
    if let Some(applicant) = &mut broken.applicant {
        applicant.contact_email = applicant.contact_email.repeat(20);
        applicant.contact_phone = applicant.contact_phone.repeat(20);
    }
    let again = |registration: Registration| CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration),
        ..CreateRegistrationRequest::default()
    };
    let update = UpdateRegistrationRequest { registration: Some(known.clone()), ..Default::default() };
    let filter = format!("state = \"{}\"", known.applicant.clone().unwrap_or_default().contact_email);
    let request = ListRegistrationsRequest { parent: "countries/do".into(), filter, ..Default::default() };
    let same = office.create_registration(again(known.clone())).await?.into_inner().registration.unwrap_or_default();
    let submit = SubmitRegistrationRequest { name: same.name, ..SubmitRegistrationRequest::default() };
    Ok(vec![
        office.create_registration(again(broken)).await.err().ok_or("fields that break their rules")?,
        office.submit_registration(submit).await.err().ok_or("an edition that is over, or made before")?,
        office.update_registration(update).await.err().ok_or("no draft")?,
        office.list_registrations(request).await.err().ok_or("no such state")?,
    ])
}
