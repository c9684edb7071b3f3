//! Events that come twice and in any order, to services that know them all and to services that know nothing yet.

use std::collections::BTreeSet;

use proto::{
    platform::v1::Role,
    registrations::v1::WithdrawRegistrationRequest,
    reviews::v1::{ConfirmScreeningRequest, GetCaseRequest, ListCasesRequest, confirm_screening_request::Verdict},
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tests::{
    bus::{Bus, Message},
    calls,
    chance::Chance,
    patience::until,
    people::People,
    platform::{Failure, Ground, SERVICES},
    rest::come_to_rest,
    tables,
};

#[tokio::test(flavor = "multi_thread")]
async fn events_delivered_twice_and_in_any_order_end_in_the_same_state() -> Result<(), Failure> {
    let mut chance = Chance::new("delivery");
    let (finished, messages) = finished_edition().await?;
    let mut again = || chance.shuffled([messages.clone(), messages.clone()].concat());
    services_that_know_them_change_nothing(&finished, &again()).await?;
    let orders = [again(), again(), again()];
    tokio::try_join!(
        a_new_service_ends_in_the_same_state(&finished, "registrations", &orders[0]),
        a_new_service_ends_in_the_same_state(&finished, "reviews", &orders[1]),
        a_new_service_ends_in_the_same_state(&finished, "notifications", &orders[2]),
    )?;
    println!("delivery: {} events, each twice and shuffled, to 4 finished services and 3 new ones", messages.len());
    Ok(())
}

/// An edition that is through and at rest, and every message of it.
async fn finished_edition() -> Result<(Ground, Vec<Message>), Failure> {
    let mut ground = Ground::real("delivery").await?;
    let bus = Bus::of(&ground).await?;
    bus.watch().await?;
    let serving = ground.serve(&SERVICES).await?;
    ground.find(&SERVICES, &serving);
    ground.run(&["demo", "--json", "--remote"]).await?;
    second_edition(&ground).await?;
    come_to_rest(&ground, &bus, serving, &SERVICES).await?;
    // Heartbeats of grants come each second, and nobody keeps them.
    let messages: Vec<Message> =
        bus.watched().await?.into_iter().filter(|message| message.event() != "grants.beaten").collect();
    let ids: BTreeSet<&str> = messages.iter().map(Message::id).collect();
    let mut published = 0;
    for service in SERVICES {
        published += tables::number(
            &ground.database(service).await?,
            "SELECT count(*) FROM outbox WHERE name <> 'grants.beaten'",
        )
        .await?;
    }
    assert_eq!(i64::try_from(ids.len())?, published, "messages seen, and events in the outboxes");
    Ok((ground, messages))
}

/// What the demo does not do: one entry stays as it was handed in, one is taken back, and one may not take part.
async fn second_edition(ground: &Ground) -> Result<(), Failure> {
    let people = People::of(ground)?;
    let (mut applicant, mut office) = (people.applicant("do")?, people.office("do")?.reviews);
    calls::open_edition(&mut people.region()?, &["do"]).await?;
    calls::submit(&mut applicant, "do", "Ahorro programado").await?;
    let name = calls::submit(&mut applicant, "do", "Catálogo en mensajería").await?;
    applicant
        .registrations
        .withdraw_registration(WithdrawRegistrationRequest { name, reason: "ya no".into(), ..Default::default() })
        .await?;
    let kept_out = calls::submit(&mut applicant, "do", "Ventilación de bajo costo").await?;
    let request = ListCasesRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
    let name = until("the case to be kept out", || {
        let (mut office, request, kept_out) = (office.clone(), request.clone(), &kept_out);
        async move {
            let cases = office.list_cases(request).await?.into_inner().cases;
            Ok(cases.into_iter().find(|case| case.registration == *kept_out).map(|case| case.name))
        }
    })
    .await?;
    let case = office.get_case(GetCaseRequest { name: name.clone() }).await?.into_inner().case.ok_or("no case")?;
    let mut colleague = people.person("office_staff:do", Role::OfficeStaff, "do")?.reviews;
    colleague.screen_case(calls::kept_out(&case, "No es una mipyme.")).await?;
    let confirmed = Verdict::Confirmed.into();
    office.confirm_screening(ConfirmScreeningRequest { name, verdict: confirmed, ..Default::default() }).await?;
    Ok(())
}

async fn services_that_know_them_change_nothing(ground: &Ground, messages: &[Message]) -> Result<(), Failure> {
    let before = all_tables(ground).await?;
    let bus = Bus::of(ground).await?;
    let serving = ground.serve(&SERVICES).await?;
    bus.publish(messages).await?;
    come_to_rest(ground, &bus, serving, &SERVICES).await?;
    assert_same("all services", &before, &all_tables(ground).await?);
    Ok(())
}

async fn all_tables(ground: &Ground) -> Result<Vec<String>, Failure> {
    let mut lines = Vec::new();
    for service in SERVICES {
        lines.extend(tables::everything(ground, service).await?);
    }
    Ok(lines)
}

async fn a_new_service_ends_in_the_same_state(
    finished: &Ground,
    service: &str,
    messages: &[Message],
) -> Result<(), Failure> {
    let mut ground = Ground::real(&format!("delivery_to_new_{service}")).await?;
    // What a fact builds on may come last of some thousand messages, and a slow machine takes its time for them.
    ground.set("ACELERACION__EVENTS__RETRY_ATTEMPTS", "100");
    ground.set("ACELERACION__EVENTS__RETRY_LONGEST_SECONDS", "2");
    if service == "registrations" {
        hand_in_the_same(finished, &ground).await?;
    }
    let bus = Bus::of(&ground).await?;
    let serving = ground.serve(&[service]).await?;
    bus.publish(&tellable(service, messages)).await?;
    come_to_rest(&ground, &bus, serving, &[service]).await?;
    assert_eq!(tables::parked(&ground).await?, 0, "parked in {service}");
    let (old, new) = (finished.database(service).await?, ground.database(service).await?);
    for (in_the_finished, in_the_new) in compared(service) {
        let (expected, found) = (tables::rows(&old, in_the_finished).await?, tables::rows(&new, in_the_new).await?);
        assert!(!expected.is_empty(), "nothing to compare: {in_the_finished}");
        assert_same(in_the_new, &expected, &found);
    }
    Ok(())
}

/// What a new service can take: an answer belongs to a clarification that people asked for by a call, and an appeal to a
/// decision that they made so; reviews that know nothing of these would wait for them.
fn tellable(service: &str, messages: &[Message]) -> Vec<Message> {
    let waits = ["registration.clarified", "appeal.filed", "appeal.withdrawn"];
    let told = |message: &&Message| service != "reviews" || !waits.contains(&message.event());
    messages.iter().filter(told).cloned().collect()
}

/// The registrations as they were handed in: what reactions build on, and no event tells.
async fn hand_in_the_same(finished: &Ground, ground: &Ground) -> Result<(), Failure> {
    let finished = finished.database("registrations").await?;
    let handed_in = tables::rows(
        &finished,
        "SELECT (json_populate_record(registrations, '{\"state\": \"SUBMITTED\", \"state_reason\": \"\", \"version\": \
         1, \"case_version\": 0, \"validated_until\": null, \"merged_into\": \"\", \"merged_state\": \"\"}')).* FROM registrations",
    );
    let handed_in = format!("[{}]", handed_in.await?.join(","));
    let add = "INSERT INTO registrations SELECT * FROM json_populate_recordset(NULL::registrations, $1::json)";
    let add = Statement::from_sql_and_values(DbBackend::Postgres, add, [handed_in.into()]);
    ground.database("registrations").await?.execute_raw(add).await?;
    Ok(())
}

/// What has to be the same: a query for the finished service, and one for the new one. Left out is what events do not
/// decide: ids made and times taken here, what people did in the service itself, and how many steps led to a state,
/// since a late fact may skip those before it.
fn compared(service: &str) -> Vec<(&'static str, &'static str)> {
    let same = |query: &'static str| (query, query);
    // A new service may ask for the grants that come last; letters of it are told under ids of its own.
    let inbox =
        same("SELECT country, id, name FROM inbox WHERE name NOT LIKE 'notification.%' AND name <> 'grants.beaten'");
    match service {
        "registrations" => vec![
            inbox,
            same("SELECT * FROM countries"),
            // Publishing, withdrawing and merging are calls; before them, events led to the validation, and to the screening.
            // So is appealing, without which no second decision is heard of.
            same(
                "SELECT country, id, CASE state WHEN 'PUBLISHED' THEN 'VALIDATED' WHEN 'WITHDRAWN' THEN 'SCREENING' WHEN \
                 'MERGED' THEN 'SCREENING' ELSE state END AS state, CASE WHEN state IN ('MERGED', 'WITHDRAWN') THEN '' ELSE \
                 state_reason END AS state_reason, owner, title, fingerprint FROM registrations WHERE appeal = ''",
            ),
            ("SELECT 0 AS events", "SELECT count(*) AS events FROM outbox WHERE name <> 'grants.missed'"),
        ],
        "reviews" => vec![
            // What the finished one found of conflicts itself, it has not heard.
            same(
                "SELECT country, id, name FROM inbox WHERE name NOT LIKE 'notification.%' AND name NOT IN ('grants.beaten', \
                 'registration.clarified', 'appeal.filed', 'appeal.withdrawn', 'conflict.changed')",
            ),
            same("SELECT * FROM editions"),
            same("SELECT * FROM institutions"),
            same("SELECT * FROM partnerships"),
            same("SELECT * FROM members"),
            same(
                "SELECT country, registration, edition, track, category, organisation, title, CASE title WHEN 'Alerta de \
                 calor para cuadrillas' THEN 'clarified' ELSE summary END AS summary, problem, CASE title WHEN 'La panadería \
                 que aprendió a repartir' THEN 'mended' ELSE description END AS description, applicant_domain, reviews_wanted, answers FROM cases",
            ),
            // Screening, reviews and decisions are calls: only a withdrawal or a merge closes a case by an event.
            (
                "WITH closed AS (SELECT count(*) AS closed FROM inbox WHERE name IN ('registration.withdrawn', \
                 'registration.merged')) SELECT 'CLOSED' AS state, closed AS count FROM closed UNION ALL SELECT 'OPEN', \
                 (SELECT count(*) FROM cases) - closed FROM closed",
                "SELECT state, count(*) FROM cases GROUP BY state",
            ),
            (
                "SELECT country, name, count(*) FROM outbox WHERE name = 'case.opened' GROUP BY country, name",
                // Conflicts of interest stand on what people recorded and declared by calls.
                "SELECT country, name, count(*) FROM outbox WHERE name NOT IN ('grants.missed', 'conflict.changed') GROUP \
                 BY country, name",
            ),
        ],
        _ => vec![
            inbox,
            same("SELECT * FROM countries"),
            same("SELECT * FROM people"),
            same("SELECT * FROM registrations"),
            same(
                "SELECT country, version, fact, template, about, registration, audience, channel, language, recipient, \
                 subject, body, state, attempts FROM notifications WHERE registration NOT IN (SELECT registration FROM \
                 concealments)",
            ),
            // Whether a reviewer was written to depends on which came first, their assignment or their conflict of interest.
            same(
                "SELECT country, name, version, count(*) FROM outbox WHERE name <> 'grants.missed' AND subject NOT IN \
                 (SELECT 'countries/' || country || '/notifications/' || id FROM notifications WHERE registration IN \
                 (SELECT registration FROM concealments)) GROUP BY country, name, version",
            ),
        ],
    }
}

fn assert_same(what: &str, expected: &[String], found: &[String]) {
    let lines = |all: &[String]| all.iter().cloned().collect::<BTreeSet<_>>();
    let (wanted, there) = (lines(expected), lines(found));
    let missing: Vec<&String> = wanted.difference(&there).take(5).collect();
    let more: Vec<&String> = there.difference(&wanted).take(5).collect();
    assert!(missing.is_empty() && more.is_empty(), "{what}\nmissing: {missing:#?}\nmore: {more:#?}");
    assert_eq!(expected.len(), found.len(), "{what}");
}
